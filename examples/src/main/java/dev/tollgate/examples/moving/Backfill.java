package dev.tollgate.examples.moving;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Gate;
import dev.tollgate.api.TicketHandle;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Brings what the old tables know into Tollgate: each operation as a ticket, counted in the windows of when it happened. Repeat it as
 * often as you like, while payments go on; what is known already is left alone.
 */
final class Backfill {
    /** What became of a row. */
    enum Result {
        /** Now a ticket that succeeded, or is in doubt when the old gate does not know its end. */
        IMPORTED,
        /** Known before: from an earlier backfill, or because its server told Tollgate. */
        KNOWN,
        /** Its server, the resolver or an operator says how it ended. */
        UNDER_WAY,
        /** Failed in the old gate and free to be tried again: no ticket is needed. */
        NOT_NEEDED,
        /** For a person to look at. */
        REFUSED
    }

    private static final int ROWS_AT_ONCE = 500;
    private static final String ROWS =
            "SELECT p.merchant_no, b.biz_scene, b.biz_no, b.operator, p.amount, p.created_at, b.status"
                    + " FROM biz_ticket b JOIN payment p ON p.biz_no = b.biz_no AND p.biz_scene = b.biz_scene WHERE p.created_at < ? ORDER BY p.created_at";

    private final Gate gate;
    private final Map<Result, Integer> results = new EnumMap<>(Result.class);

    Backfill(Gate gate) {
        this.gate = gate;
    }

    /**
     * Imports what the old gate was asked before an instant: the first time that at which the last server began to tell Tollgate,
     * later one at which nothing is under way any more.
     */
    Map<Result, Integer> run(Connection old, Instant before) throws SQLException {
        try (PreparedStatement select = old.prepareStatement(ROWS)) {
            select.setLong(1, before.toEpochMilli());
            importAll(select);
        }
        return results;
    }

    private void importAll(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<CompletableFuture<Result>> underWay = new ArrayList<>();
            while (rows.next()) {
                underWay.add(importRow(rows).toCompletableFuture());
                if (underWay.size() == ROWS_AT_ONCE) {
                    count(underWay);
                }
            }
            count(underWay);
        }
    }

    private void count(List<CompletableFuture<Result>> underWay) {
        underWay.forEach(row -> results.merge(row.join(), 1, Integer::sum));
        underWay.clear();
    }

    private CompletionStage<Result> importRow(ResultSet row) throws SQLException {
        Payment payment = new Payment(
                row.getString("merchant_no"),
                row.getString("biz_scene"),
                row.getString("biz_no"),
                row.getString("operator"),
                row.getLong("amount"));
        AdmitRequest request = payment.request()
                .withOccurredAt(Instant.ofEpochMilli(row.getLong("created_at")))
                .withAttributes(Map.of("imported-from", "biz_ticket"));
        String status = row.getString("status");
        if (status.equals("failed")) {
            return CompletableFuture.completedFuture(Result.NOT_NEEDED);
        }
        return gate.admit(request).thenCompose(answer -> finish(answer, status));
    }

    private CompletionStage<Result> finish(Admission answer, String status) {
        if (answer instanceof Admission.Admitted admitted) {
            TicketHandle handle = admitted.ticket().handle();
            return (status.equals("done") ? gate.succeed(handle, null) : gate.doubt(handle, "running in biz_ticket"))
                    .thenApply(report -> Result.IMPORTED);
        }
        Result known = answer instanceof Admission.Replayed
                ? Result.KNOWN
                : answer instanceof Admission.InProgress || answer instanceof Admission.InDoubt
                        ? Result.UNDER_WAY
                        : Result.REFUSED;
        return CompletableFuture.completedFuture(known);
    }
}
