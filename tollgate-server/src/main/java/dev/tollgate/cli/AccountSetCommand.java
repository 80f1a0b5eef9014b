package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Precondition;
import dev.tollgate.json.AccountBody;
import dev.tollgate.json.AccountView;
import dev.tollgate.json.Json;
import dev.tollgate.json.StrictObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = "Makes an account, or changes its configuration; its status stays.",
        footer = {
            "",
            "With --config the whole configuration becomes what the JSON says:",
            "  {\"currency\": \"GBP\", \"zone\": \"Europe/London\", \"cutOff\": \"00:00\",",
            "   \"limits\": [{\"name\": \"daily\", \"metric\": \"amount\", \"window\": \"day\", \"max\": 5000000}]}",
            "The other options change what they name and keep the rest:",
            "  --limit name=daily,metric=amount,window=day,max=5000000",
            "  --limit name=cards,metric=count,window=month,max=20,scenario=card,mode=shadow"
        })
final class AccountSetCommand extends StoreCommand {
    private static final Set<String> NUMBERS = Set.of("min", "max");

    @Parameters(paramLabel = "<account>", description = "The account's name.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = "--config",
            paramLabel = "<file>",
            description = "The whole configuration as JSON; - reads standard input.")
    private @Nullable String config;

    @Option(names = "--currency", paramLabel = "<code>", description = "ISO 4217, such as GBP.")
    private @Nullable String currency;

    @Option(names = "--zone", paramLabel = "<zone>", description = "Where its days are counted, such as Europe/London.")
    private @Nullable String zone;

    @Option(names = "--cut-off", paramLabel = "<hh:mm>", description = "The local time at which its days start.")
    private @Nullable String cutOff;

    @Option(
            names = "--limit",
            paramLabel = "<limit>",
            description = "A limit to add, or to put in the place of the one of the same name. Amounts in minor units.")
    private List<String> limits = new ArrayList<>();

    @Option(names = "--remove-limit", paramLabel = "<name>", description = "A limit to take out; it stops at once.")
    private List<String> removed = new ArrayList<>();

    @Mixin
    private final ByOptions by = new ByOptions();

    @Override
    int run() throws InterruptedException {
        AccountBody whole = config == null ? null : wholeConfig(config);
        List<Limit> wanted = limits.stream().map(AccountSetCommand::limit).toList();
        AccountResult result = onStore(gate -> whole != null ? replace(gate, whole) : change(gate, wanted));
        Account account = AccountCommand.changed(name, result);
        answer(AccountView.account(account), out -> AccountText.print(account, List.of(), out));
        return ExitCode.DONE;
    }

    private AccountBody wholeConfig(String file) {
        if (currency != null || zone != null || cutOff != null || !limits.isEmpty() || !removed.isEmpty()) {
            throw Failure.usage(
                    "--config says it all; leave --currency, --zone, --cut-off, --limit and --remove-limit out");
        }
        return JsonFiles.read(file, in(), text -> AccountBody.read(StrictObject.parse(text)));
    }

    private AccountResult replace(BlockingGate gate, AccountBody body) throws InterruptedException {
        By who = by.reason() == null ? new By(by.by().name(), body.reason()) : by.by();
        return gate.configure(name, body.config(), who);
    }

    private AccountResult change(BlockingGate gate, List<Limit> wanted) throws InterruptedException {
        Optional<Account> existing = gate.account(name);
        AccountConfig before = existing.map(Account::config).orElse(AccountConfig.EMPTY);
        Precondition unmoved = existing.<Precondition>map(
                        account -> new Precondition.ConfigVersion(account.configVersion()))
                .orElseGet(Precondition.Absent::new);
        return gate.configure(name, changed(before, wanted), by.by(), unmoved);
    }

    private AccountConfig changed(AccountConfig before, List<Limit> wanted) {
        List<Limit> after = new ArrayList<>(before.limits());
        for (String limit : removed) {
            if (!after.removeIf(existing -> existing.name().equals(limit))) {
                throw Failure.no("limit-unknown", "account %s has no limit '%s'".formatted(name, limit));
            }
        }
        for (Limit limit : wanted) {
            int place = after.stream().map(Limit::name).toList().indexOf(limit.name());
            if (place < 0) {
                after.add(limit);
            } else {
                after.set(place, limit);
            }
        }
        // Read as the JSON would be, so that there is one set of rules and messages.
        ObjectNode body = AccountView.config(before);
        body.set("limits", Json.array(after, AccountView::limit));
        putIfPresent(body, "currency", currency);
        putIfPresent(body, "zone", zone);
        putIfPresent(body, "cutOff", cutOff);
        return AccountBody.read(StrictObject.parse(Json.text(body))).config();
    }

    private static void putIfPresent(ObjectNode body, String member, @Nullable String value) {
        if (value != null) {
            body.put(member, value);
        }
    }

    /** Reads {@code name=daily,metric=amount,window=day,max=5000000}. */
    private static Limit limit(String text) {
        ObjectNode body = Json.object();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw Failure.usage("--limit '%s': '%s' is not of the form member=value".formatted(text, part));
            }
            String member = part.substring(0, equals);
            String value = part.substring(equals + 1);
            if (member.equals("scenario")) {
                ArrayNode scenarios = body.withArray("scenarios");
                scenarios.add(value);
            } else if (member.equals("scenarios")) {
                throw Failure.usage("--limit '%s': write scenario=<name>, once for each scenario".formatted(text));
            } else if (body.has(member)) {
                throw Failure.usage("--limit '%s': %s comes twice".formatted(text, member));
            } else if (NUMBERS.contains(member)) {
                body.put(member, number(text, member, value));
            } else {
                body.put(member, value);
            }
        }
        try {
            return AccountBody.limit(StrictObject.parse(Json.text(body)));
        } catch (InvalidRequestException e) {
            throw Failure.usage("--limit '%s': %s".formatted(text, e.getMessage()));
        }
    }

    private static long number(String text, String member, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Failure.usage("--limit '%s': %s must be a whole number of minor units or operations but is '%s'"
                    .formatted(text, member, value));
        }
    }
}
