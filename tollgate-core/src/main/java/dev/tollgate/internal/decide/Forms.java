package dev.tollgate.internal.decide;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.StoredForm;
import dev.tollgate.spi.TicketKey;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Before and after of an audit entry, as JSON text. */
final class Forms {
    private Forms() {}

    static String text(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    static String config(AccountConfig config) {
        return StoredForm.writeConfig(config);
    }

    static String status(AccountStatus status) {
        return StoredForm.writeAttributes(Map.of("status", text(status)));
    }

    static String ticketState(TicketKey key, int fence, TicketState state) {
        return ticket(key, fence, "state", text(state));
    }

    static String disputed(TicketKey key, int fence, boolean disputed) {
        return ticket(key, fence, "disputed", Boolean.toString(disputed));
    }

    private static String ticket(TicketKey key, int fence, String name, String value) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("scenario", key.scenario());
        members.put("businessNumber", key.businessNumber());
        members.put("fence", Integer.toString(fence));
        members.put(name, value);
        return StoredForm.writeAttributes(members);
    }
}
