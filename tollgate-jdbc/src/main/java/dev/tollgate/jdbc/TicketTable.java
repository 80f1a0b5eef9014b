package dev.tollgate.jdbc;

import dev.tollgate.api.Amount;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.StoredForm;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code tollgate_ticket}, row by row, and the history that goes with it. A row has three parts: its key, what a report changes, and
 * what only an admission sets. A report writes its own part alone, so that the indexes over the other are left in peace.
 */
final class TicketTable {
    static final Columns KEY = Columns.texts("tenant", "account", "scenario", "business_no");
    static final Columns SET_BY_REPORT = Columns.numbers("revision")
            .text("state")
            .number("reversed", "lease_until", "renewed_at", "finished_at", "flags")
            .text("outcome_type")
            .bytes("outcome")
            .text("reason")
            .number("history");
    private static final Columns SET_BY_ADMISSION = Columns.numbers("fence")
            .text("request_id", "operator")
            .number("amount")
            .text("currency", "fingerprint")
            .number("admitted_at")
            .text("on_lapse", "attributes", "windows");
    /** Of a ticket that was just admitted, and nothing else happened to it; all other columns are {@link #ADMITTED_VALUES} or null. */
    static final Columns ADMITTED = KEY.number("revision", "lease_until").and(SET_BY_ADMISSION);

    static final String ADMITTED_COLUMNS = ", state, reversed, flags, history";
    static final String ADMITTED_VALUES = ", 'open', 0, 0, 0";
    static final Columns BODY = SET_BY_REPORT.and(SET_BY_ADMISSION);
    static final String BODY_WITHOUT_OUTCOME = BODY.names().replace(" outcome_type, outcome,", " NULL, NULL,");
    static final String OF_TICKET = " WHERE tenant = ? AND account = ? AND scenario = ? AND business_no = ?";

    private static final String LOAD = "SELECT " + BODY.names() + " FROM tollgate_ticket" + OF_TICKET;
    private static final String INSERT_OR_SKIP = "INSERT INTO tollgate_ticket ("
            + KEY.and(BODY).names() + ") VALUES (" + KEY.and(BODY).parameters() + ") ON CONFLICT DO NOTHING";
    private static final String REPORT =
            "UPDATE tollgate_ticket SET " + SET_BY_REPORT.assignments() + OF_TICKET + " AND revision = ?";
    private static final String UPDATE =
            "UPDATE tollgate_ticket SET " + BODY.assignments() + OF_TICKET + " AND revision = ?";
    private static final String DELETE = "DELETE FROM tollgate_ticket" + OF_TICKET + " AND revision = ?";

    private static final Words<TicketState> STATES = new Words<>(TicketState.class);
    private static final Words<OnLapse> ON_LAPSE = new Words<>(OnLapse.class);

    private final HistoryTable history = new HistoryTable();

    /** The rest of a row's past, asked for only where there is some. */
    interface History {
        List<HistoryRow> load() throws SQLException;
    }

    static String word(TicketState state) {
        return STATES.write(state);
    }

    /** The ticket with its history. */
    @Nullable
    TicketRow load(Session session, TicketKey key) throws SQLException {
        try (Cursor rows = bind(session.sql(LOAD), key).query()) {
            return rows.next() ? row(key, rows, () -> history.load(session, key)) : null;
        }
    }

    /** Writes the change, and tells how many rows it wrote: 0 when the stored one is not what the change was made from. */
    int write(Session session, TicketChange change) throws SQLException {
        TicketRow before = change.before();
        TicketRow after = change.after();
        int written;
        if (before == null) {
            TicketRow row = Objects.requireNonNull(after);
            written =
                    bindBody(bind(session.sql(INSERT_OR_SKIP), row.key()), row).update();
        } else if (after == null) {
            written = bind(session.sql(DELETE), before.key())
                    .number(before.revision())
                    .update();
        } else {
            Prepared statement = isReport(before, after)
                    ? bindSetByReport(session.sql(REPORT), after)
                    : bindBody(session.sql(UPDATE), after);
            written = bind(statement, before.key()).number(before.revision()).update();
        }
        if (written == 1) {
            writeHistory(session, before, after);
        }
        return written;
    }

    private void writeHistory(Session session, @Nullable TicketRow before, @Nullable TicketRow after)
            throws SQLException {
        int known = before == null ? 0 : before.history().size();
        if (after == null) {
            if (before != null && known > 0) {
                history.delete(session, before.key());
            }
            return;
        }
        List<HistoryRow> rows = after.history();
        for (int i = known; i < rows.size(); i++) {
            history.append(session, after.key(), rows.get(i));
        }
    }

    /** Whether only {@link #SET_BY_REPORT} differs. */
    static boolean isReport(TicketRow before, TicketRow after) {
        return before.fence() == after.fence()
                && before.requestId().equals(after.requestId())
                && before.operator().equals(after.operator())
                && Objects.equals(before.amount(), after.amount())
                && Objects.equals(before.fingerprint(), after.fingerprint())
                && before.admittedAtMillis() == after.admittedAtMillis()
                && before.onLapse() == after.onLapse()
                && before.attributes().equals(after.attributes())
                && before.windows().equals(after.windows());
    }

    /** Whether {@link #ADMITTED} says all there is to say. */
    static boolean isJustAdmitted(TicketRow row) {
        return row.state() == TicketState.OPEN
                && row.reversedMinorUnits() == 0
                && row.renewedAtMillis() == null
                && row.finishedAtMillis() == null
                && row.flags() == 0
                && row.outcome() == null
                && row.reason() == null
                && row.history().isEmpty();
    }

    /** Binds {@link #ADMITTED}. */
    static <V extends Values> V bindAdmitted(V values, TicketRow row) throws SQLException {
        bind(values, row.key()).number(row.revision()).number(row.leaseUntilMillis());
        return bindSetByAdmission(values, row);
    }

    static <V extends Values> V bind(V values, TicketKey key) throws SQLException {
        AccountTable.bindKey(values, key.account()).text(key.scenario()).text(key.businessNumber());
        return values;
    }

    static <V extends Values> V bindBody(V values, TicketRow row) throws SQLException {
        return bindSetByAdmission(bindSetByReport(values, row), row);
    }

    static <V extends Values> V bindSetByReport(V values, TicketRow row) throws SQLException {
        Outcome outcome = row.outcome();
        values.number(row.revision())
                .text(STATES.write(row.state()))
                .number(row.reversedMinorUnits())
                .number(row.leaseUntilMillis())
                .numberOrNull(row.renewedAtMillis())
                .numberOrNull(row.finishedAtMillis())
                .number(row.flags())
                .text(outcome == null ? null : outcome.contentType())
                .bytes(outcome == null ? null : outcome.bytes())
                .text(row.reason())
                .number(row.history().size());
        return values;
    }

    private static <V extends Values> V bindSetByAdmission(V values, TicketRow row) throws SQLException {
        Amount amount = row.amount();
        values.number(row.fence())
                .text(row.requestId())
                .text(row.operator())
                .numberOrNull(amount == null ? null : amount.minorUnits())
                .text(amount == null ? null : amount.currency())
                .text(row.fingerprint())
                .number(row.admittedAtMillis())
                .text(ON_LAPSE.write(row.onLapse()))
                .text(row.attributes().isEmpty() ? null : StoredForm.writeAttributes(row.attributes()))
                .text(row.windows().isEmpty() ? null : StoredForm.writeWindows(row.windows()));
        return values;
    }

    static TicketKey key(Cursor rows) throws SQLException {
        return new TicketKey(new AccountKey(rows.text(), rows.text()), rows.text(), rows.text());
    }

    TicketRow row(Session session, TicketKey key, Cursor rows, boolean withHistory) throws SQLException {
        return row(key, rows, withHistory ? () -> history.load(session, key) : List::of);
    }

    /** Reads {@link #BODY} from where the cursor stands. */
    static TicketRow row(TicketKey key, Cursor rows, History history) throws SQLException {
        long revision = rows.number();
        TicketState state = STATES.read(rows.text());
        long reversed = rows.number();
        long leaseUntil = rows.number();
        Long renewedAt = rows.numberOrNull();
        Long finishedAt = rows.numberOrNull();
        int flags = Math.toIntExact(rows.number());
        Outcome outcome = outcome(rows.textOrNull(), rows.bytesOrNull());
        String reason = rows.textOrNull();
        boolean hasHistory = rows.number() > 0;
        int fence = Math.toIntExact(rows.number());
        String requestId = rows.text();
        String operator = rows.text();
        Amount amount = amount(rows.numberOrNull(), rows.textOrNull());
        String fingerprint = rows.textOrNull();
        long admittedAt = rows.number();
        OnLapse onLapse = ON_LAPSE.read(rows.text());
        String attributes = rows.textOrNull();
        String windows = rows.textOrNull();
        return new TicketRow(
                key,
                revision,
                fence,
                requestId,
                operator,
                state,
                amount,
                reversed,
                fingerprint,
                admittedAt,
                leaseUntil,
                renewedAt,
                finishedAt,
                onLapse,
                flags,
                outcome,
                reason,
                attributes == null ? Map.of() : StoredForm.readAttributes(attributes),
                windows == null ? List.of() : StoredForm.readWindows(windows),
                hasHistory ? history.load() : List.of());
    }

    /** The driver reads bytes of length zero as null; the content type says whether there is an outcome. */
    private static @Nullable Outcome outcome(@Nullable String contentType, byte @Nullable [] bytes) {
        return contentType == null ? null : new Outcome(contentType, bytes == null ? new byte[0] : bytes);
    }

    private static @Nullable Amount amount(@Nullable Long minorUnits, @Nullable String currency) {
        return minorUnits == null || currency == null ? null : new Amount(minorUnits, currency);
    }
}
