package dev.tollgate.redis;

import dev.tollgate.api.Amount;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.StoredForm;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ticket rows as bytes: the revision in the first line, which scripts compare; the values; the history, a line each; an empty line; and the
 * bytes of the outcome as they are.
 */
final class TicketText {
    private static final int HISTORY_VALUES = 10;
    private static final Words<TicketState> STATES = new Words<>(TicketState.class);
    private static final Words<OnLapse> ON_LAPSE = new Words<>(OnLapse.class);
    private static final Words<HistoryEvent.Kind> KINDS = new Words<>(HistoryEvent.Kind.class);

    private TicketText() {}

    static Bytes write(TicketRow row) {
        Amount amount = row.amount();
        Outcome outcome = row.outcome();
        Fields.Writer out = new Fields.Writer()
                .put("state", STATES.write(row.state()))
                .put("fence", row.fence())
                .put("request", row.requestId())
                .put("operator", row.operator())
                .put("amount", amount == null ? null : (Long) amount.minorUnits())
                .put("currency", amount == null ? null : amount.currency());
        if (row.reversedMinorUnits() != 0) {
            out.put("reversed", row.reversedMinorUnits());
        }
        out.put("fingerprint", row.fingerprint())
                .put("admitted", row.admittedAtMillis())
                .put("lease", row.leaseUntilMillis())
                .put("renewed", row.renewedAtMillis())
                .put("finished", row.finishedAtMillis())
                .put("onLapse", ON_LAPSE.write(row.onLapse()));
        if (row.flags() != 0) {
            out.put("flags", row.flags());
        }
        out.put("reason", row.reason());
        if (!row.attributes().isEmpty()) {
            out.put("attributes", StoredForm.writeAttributes(row.attributes()));
        }
        if (!row.windows().isEmpty()) {
            out.put("windows", StoredForm.writeWindows(row.windows()));
        }
        out.put("outcome", outcome == null ? null : outcome.contentType());
        for (HistoryRow entry : row.history()) {
            out.add(
                    "history",
                    entry.seq(),
                    entry.atMillis(),
                    KINDS.write(entry.kind()),
                    entry.fence(),
                    entry.by(),
                    entry.reason(),
                    entry.id(),
                    entry.minorUnits(),
                    entry.currency(),
                    entry.detail());
        }
        String head = row.revision() + "\n" + out.text() + "\n";
        return outcome == null ? Bytes.of(head) : Bytes.of(head, outcome.bytes());
    }

    static TicketRow read(TicketKey key, byte[] bytes) {
        int end = endOfHead(key, bytes);
        String head = Bytes.text(Arrays.copyOf(bytes, end));
        int firstLine = head.indexOf('\n');
        if (firstLine < 0) {
            throw new IllegalArgumentException("not a stored ticket: " + key);
        }
        Fields in = Fields.read("ticket", head.substring(firstLine + 1));
        String type = in.textOrNull("outcome");
        String attributes = in.textOrNull("attributes");
        String windows = in.textOrNull("windows");
        return new TicketRow(
                key,
                Long.parseLong(head.substring(0, firstLine)),
                in.smallNumber("fence"),
                in.text("request"),
                in.text("operator"),
                STATES.read(in.text("state")),
                amount(in.numberOrNull("amount"), in.textOrNull("currency")),
                orZero(in.numberOrNull("reversed")),
                in.textOrNull("fingerprint"),
                in.number("admitted"),
                in.number("lease"),
                in.numberOrNull("renewed"),
                in.numberOrNull("finished"),
                ON_LAPSE.read(in.text("onLapse")),
                in.textOrNull("flags") == null ? 0 : in.smallNumber("flags"),
                type == null ? null : new Outcome(type, Arrays.copyOfRange(bytes, end + 2, bytes.length)),
                in.textOrNull("reason"),
                attributes == null ? Map.of() : StoredForm.readAttributes(attributes),
                windows == null ? List.of() : StoredForm.readWindows(windows),
                history(in));
    }

    private static int endOfHead(TicketKey key, byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
                return i - 1;
            }
        }
        throw new IllegalArgumentException("not a stored ticket: " + key);
    }

    private static List<HistoryRow> history(Fields in) {
        List<HistoryRow> history = new ArrayList<>();
        for (List<@Nullable String> entry : in.list("history")) {
            if (entry.size() != HISTORY_VALUES) {
                throw new IllegalArgumentException("a stored history entry of %d values".formatted(entry.size()));
            }
            String minorUnits = entry.get(7);
            history.add(new HistoryRow(
                    Integer.parseInt(present(entry.get(0))),
                    Long.parseLong(present(entry.get(1))),
                    KINDS.read(present(entry.get(2))),
                    Integer.parseInt(present(entry.get(3))),
                    entry.get(4),
                    entry.get(5),
                    entry.get(6),
                    minorUnits == null ? null : Long.valueOf(minorUnits),
                    entry.get(8),
                    entry.get(9)));
        }
        return List.copyOf(history);
    }

    private static String present(@Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("a stored history entry without what every entry has");
        }
        return value;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static @Nullable Amount amount(@Nullable Long minorUnits, @Nullable String currency) {
        return minorUnits == null || currency == null ? null : new Amount(minorUnits, currency);
    }
}
