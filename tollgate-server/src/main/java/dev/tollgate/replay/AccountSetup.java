package dev.tollgate.replay;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.By;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Precondition;
import dev.tollgate.json.AccountBody;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sees to it that every account of a file is on the store. An account the limits file names is set to what it says; every other one
 * is made when it is met for the first time, and otherwise left as it is: whoever looks after it may have changed it meanwhile.
 */
final class AccountSetup {
    private static final String BY = "replay";
    private static final AccountBody NO_LIMITS = new AccountBody(AccountConfig.EMPTY, null);
    private static final int AT_ONCE = 500;

    private final Gate gate;
    private final Patience patience;
    private final LimitsFile limits;
    private final Progress progress;

    AccountSetup(Gate gate, Patience patience, LimitsFile limits, Progress progress) {
        this.gate = gate;
        this.patience = patience;
        this.limits = limits;
        this.progress = progress;
    }

    /**
     * Makes or changes what needs it.
     *
     * @return the zone of each account, as it stands on the store
     */
    Map<String, ZoneId> apply(Collection<String> names) throws InterruptedException, ReplayRefusedException {
        Map<String, ZoneId> zones = new HashMap<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            Map<String, CompletableFuture<AccountResult>> stages = new LinkedHashMap<>();
            for (String name : all.subList(from, Math.min(all.size(), from + AT_ONCE))) {
                stages.put(name, patience.stage(() -> configure(name)));
            }
            List<String> existing = new ArrayList<>();
            for (Map.Entry<String, CompletableFuture<AccountResult>> stage : stages.entrySet()) {
                AccountResult result = Patience.await(stage.getValue());
                if (result instanceof AccountResult.Changed changed) {
                    zones.put(stage.getKey(), changed.account().config().zone());
                } else if (result instanceof AccountResult.PreconditionFailed) {
                    existing.add(stage.getKey());
                } else {
                    throw new ReplayRefusedException(refusal(stage.getKey(), result));
                }
            }
            for (Account account : read(gate, patience, existing)) {
                zones.put(account.account(), account.config().zone());
                tellIfOther(account);
            }
        }
        return zones;
    }

    /** Those of the accounts that are on the store. */
    static List<Account> read(Gate gate, Patience patience, Collection<String> names) throws InterruptedException {
        List<Account> accounts = new ArrayList<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<CompletableFuture<Optional<Account>>> stages =
                    all.subList(from, Math.min(all.size(), from + AT_ONCE)).stream()
                            .map(name -> patience.stage(() -> gate.account(name)))
                            .toList();
            for (CompletableFuture<Optional<Account>> stage : stages) {
                Patience.await(stage).ifPresent(accounts::add);
            }
        }
        return accounts;
    }

    private CompletionStage<AccountResult> configure(String name) {
        AccountBody own = limits.accounts().get(name);
        AccountBody body = own != null ? own : limits.standard().orElse(NO_LIMITS);
        Precondition precondition = own != null ? Precondition.NONE : new Precondition.Absent();
        return gate.configure(name, body.config(), new By(BY, body.reason()), precondition);
    }

    private void tellIfOther(Account account) {
        if (limits.standard().isPresent() && !limits.standard().get().config().equals(account.config())) {
            progress.say(
                    "account %s is on the store already and keeps its own limits; name it under \"accounts\" in the limits file to change them"
                            .formatted(account.account()));
        }
    }

    private static String refusal(String name, AccountResult result) {
        if (result instanceof AccountResult.LimitShapeChanged changed) {
            return "account %s cannot be set to what the limits file says: %s %s"
                    .formatted(name, changed.field(), changed.message());
        }
        return "account %s cannot be set to what the limits file says: %s".formatted(name, result);
    }
}
