package dev.tollgate.replay;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Account;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Replays a payments file through a gate and accounts for what happened. One use. */
public final class Replay {
    private final Tollgate tollgate;
    private final PaymentsFile.Payments file;
    private final LimitsFile limits;
    private final Ledger ledger;
    private final ReplaySettings settings;
    private final Progress progress;

    public Replay(
            Tollgate tollgate,
            PaymentsFile.Payments file,
            LimitsFile limits,
            Ledger ledger,
            ReplaySettings settings,
            Progress progress) {
        this.tollgate = tollgate;
        this.file = file;
        this.limits = limits;
        this.ledger = ledger;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs to the end, which includes waiting until every open ticket has lapsed.
     *
     * @throws ReplayRefusedException when an account cannot be set to what the limits file says
     * @throws IOException when the ledger cannot be read or written
     * @throws dev.tollgate.api.TollgateException when the store gave nothing but errors for the whole patience
     */
    public ReplayReport run() throws InterruptedException, ReplayRefusedException, IOException {
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "callers");
            thread.setDaemon(true);
            return thread;
        });
        try {
            return run(loop);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            loop.shutdownNow();
        }
    }

    private ReplayReport run(ScheduledExecutorService loop)
            throws InterruptedException, ReplayRefusedException, IOException {
        Patience patience = new Patience(loop, settings.patience());
        List<Payment> payments = file.payments();
        Set<String> names = new LinkedHashSet<>();
        payments.forEach(payment -> names.add(payment.operation().account()));

        if (ledger.tornLines() > 0) {
            progress.say("the ledger has %d torn lines of killed processes; they are passed over"
                    .formatted(ledger.tornLines()));
        }
        Map<String, ZoneId> zones = new AccountSetup(tollgate.gate(), patience, limits, progress).apply(names);
        int[] schedule = Schedule.of(payments.size(), settings.deliveries(), settings.callers(), settings.seed());
        Callers callers =
                new Callers(tollgate.gate(), payments, zones, schedule, ledger, settings, loop, patience, progress::at);
        progress.begin("deliveries", schedule.length);
        Tally tally;
        try {
            tally = callers.run();
        } finally {
            progress.end();
        }
        Throwable lost = patience.lost();
        if (lost != null) {
            throw new StoreUnavailableException(
                    "the store did not answer for %d s, %,d of %,d deliveries had no answer: %s"
                            .formatted(
                                    settings.patience().toSeconds(),
                                    tally.of(Tally.Answer.FAILED),
                                    schedule.length,
                                    lost.getMessage()),
                    lost);
        }
        return account(patience, names, tally, callers.idPrefix());
    }

    private ReplayReport account(Patience patience, Collection<String> names, Tally tally, String idPrefix)
            throws InterruptedException, IOException {
        StoredTickets tickets = new StoredTickets(tollgate.gate(), patience, file.payments());
        Ending ending = new Ending(tollgate, patience, tickets, progress);
        ending.awaitLapses();
        int resolved = 0;
        if (settings.resolve()) {
            // A ledger in memory knows nothing of what other processes executed.
            resolved = ending.resolve(
                    ledger, ticket -> ledger.isShared() || ticket.requestId().startsWith(idPrefix));
        }
        @Nullable TicketState[] states = tickets.states(names);
        List<Account> accounts = AccountSetup.read(tollgate.gate(), patience, names);
        Books books = Books.read(ledger, tickets, file.payments().size(), accounts);
        progress.say("recounting usage from the tickets");
        Verification verification = ending.verify();
        return ReplayReport.of(file, states, tally, books, verification, resolved);
    }
}
