package dev.tollgate.proof.faults.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.By;
import dev.tollgate.api.Precondition;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.servers.Server;
import dev.tollgate.spi.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One store with its accounts, from the first instance to the verdict. What is drawn follows from the seed, which is printed;
 * {@code -Dtollgate.proof.seed} sets it.
 */
record Run(ProofStore kind, String url, Path folder, long seed, Random random) {

    static Run on(ProofStore kind, String url, Path folder) throws InterruptedException {
        long seed = Long.getLong("tollgate.proof.seed", System.nanoTime());
        System.out.printf("%s seed %d%n", kind, seed);
        try (Tollgate tollgate = Tollgate.on(kind.open(url)).start()) {
            for (String account : Work.accounts()) {
                assertThat(tollgate.blocking().configure(account, Work.config(), By.of("proof"), Precondition.NONE))
                        .isInstanceOf(AccountResult.Changed.class);
            }
        }
        return new Run(kind, url, folder, seed, new Random(seed));
    }

    Fleet fleet(Duration callTimeout) {
        return new Fleet(kind, url, folder, callTimeout, random);
    }

    /** All of several servers, or one of them. */
    List<? extends Server> drawFrom(List<? extends Server> servers) {
        int drawn = random.nextInt(servers.size() + 1);
        return drawn == servers.size() ? servers : List.of(servers.get(drawn));
    }

    /** Finishes all operations, checks everything and prints the figures; no instance may run any more. */
    void close(String faults, Fleet fleet) throws InterruptedException {
        List<Heard> heard = fleet.heard().collect(Collectors.toCollection(ArrayList::new));
        int count = 1 + heard.stream().mapToInt(Heard::number).max().orElseThrow();
        heard.addAll(Healing.finish(kind, url, folder, count));
        try (Store store = kind.open(url)) {
            String figures = new Verdict(Evidence.of(store, count), new Bank(folder).executions(), heard).check();
            System.out.printf("%s %s; %s%n", kind, faults, figures);
        }
    }
}
