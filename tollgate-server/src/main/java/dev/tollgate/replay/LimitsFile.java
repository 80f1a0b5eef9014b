package dev.tollgate.replay;

import dev.tollgate.json.AccountBody;
import dev.tollgate.json.StrictObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The accounts a payments file is replayed against.
 *
 * @param standard for every account that is met for the first time and not named
 * @param accounts by name
 */
public record LimitsFile(Optional<AccountBody> standard, Map<String, AccountBody> accounts) {
    /** No limits for anybody. */
    public static final LimitsFile NONE = new LimitsFile(Optional.empty(), Map.of());

    /**
     * Reads {@code {"default": <account body>, "accounts": {"<name>": <account body>}}}.
     *
     * @throws dev.tollgate.api.InvalidRequestException naming the bad member by its JSON path
     */
    public static LimitsFile parse(String text) {
        StrictObject root = StrictObject.parse(text);
        Optional<AccountBody> standard = root.object("default").map(AccountBody::read);
        Map<String, AccountBody> accounts = new HashMap<>();
        root.object("accounts").ifPresent(named -> {
            for (String name : named.names()) {
                named.object(name).map(AccountBody::read).ifPresent(body -> accounts.put(name, body));
            }
        });
        root.noOthers();
        return new LimitsFile(standard, Map.copyOf(accounts));
    }
}
