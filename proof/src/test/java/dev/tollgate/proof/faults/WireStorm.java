package dev.tollgate.proof.faults;

import dev.tollgate.proof.stores.Place;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.servers.Fault;
import dev.tollgate.servers.Fault.Late;
import dev.tollgate.servers.Fault.Where;
import dev.tollgate.servers.FaultProxy;
import dev.tollgate.servers.Request;
import dev.tollgate.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Proxies in front of the servers of a store. */
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"}) // Counters by gust; its fault is a record.
final class WireStorm implements Storm {
    /** What a commit meets, and how often in a thousand. */
    private enum Gust {
        REQUEST_LOST("request lost", 130, true, Fault.reset(Where.BEFORE_THE_SERVER)),
        CUT_SHORT("cut before the commit", 110, true, Fault.cut(Where.BEFORE_THE_COMMIT)),
        ANSWER_LOST("answer lost", 160, true, Fault.cut(Where.BEFORE_THE_ANSWER)),
        HUNG_AND_LOST("hung, then cut", 15, true, Fault.hang(Where.BEFORE_THE_SERVER, Late.NEVER)),
        HUNG_HALFWAY("hung before the commit, then late", 10, false, Fault.hang(Where.BEFORE_THE_COMMIT, Late.ARRIVES)),
        HUNG_AND_LATE("hung, then late", 15, false, Fault.hang(Where.BEFORE_THE_SERVER, Late.ARRIVES)),
        ANSWER_HELD("answer held, then lost", 15, true, Fault.hang(Where.BEFORE_THE_ANSWER, Late.NEVER)),
        ANSWER_LATE("answer late", 10, false, Fault.hang(Where.BEFORE_THE_ANSWER, Late.ARRIVES));

        final String words;
        final int perMille;
        /** Whether its client never hears what became of it, however patient it is. */
        final boolean isAmbiguous;

        final Fault fault;

        Gust(String words, int perMille, boolean isAmbiguous, Fault fault) {
            this.words = words;
            this.perMille = perMille;
            this.isAmbiguous = isAmbiguous;
            this.fault = fault;
        }
    }

    private static final int CONNECTS_PER_MILLE = 50;
    private static final int READS_PER_MILLE = 10;

    private final ProofStore kind;
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final String url;
    private final AtomicInteger[] counts = new AtomicInteger[Gust.values().length];

    WireStorm(ProofStore kind, Place place) {
        this.kind = kind;
        place.servers().forEach(server -> proxies.add(FaultProxy.open(server.url())));
        url = place.urlThrough(proxies.stream().map(FaultProxy::port).toList());
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new AtomicInteger();
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Store open(String address) {
        return kind.open(kind.impatient(address));
    }

    @Override
    public void blow(long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (FaultProxy proxy : proxies) {
            SplittableRandom random = seeds.split();
            proxy.plan(request -> gust(request, random));
        }
    }

    private @Nullable Fault gust(Request request, SplittableRandom random) {
        int drawn = random.nextInt(1_000);
        return switch (request.kind()) {
            case COMMIT -> {
                for (Gust gust : Gust.values()) {
                    drawn -= gust.perMille;
                    if (drawn < 0) {
                        counts[gust.ordinal()].incrementAndGet();
                        yield gust.fault;
                    }
                }
                yield null;
            }
            case CONNECT -> drawn < CONNECTS_PER_MILLE ? Fault.reset(Where.BEFORE_THE_SERVER) : null;
            case OTHER -> drawn < READS_PER_MILLE ? Fault.cut(Where.BEFORE_THE_ANSWER) : null;
            case SILENT -> null;
        };
    }

    @Override
    public void heal() {
        proxies.forEach(FaultProxy::heal);
    }

    @Override
    public void awaitQuiet() {
        proxies.forEach(FaultProxy::awaitQuiet);
    }

    @Override
    public int ambiguous() {
        int sum = 0;
        for (Gust gust : Gust.values()) {
            sum += gust.isAmbiguous ? counts[gust.ordinal()].get() : 0;
        }
        return sum;
    }

    @Override
    public String summary() {
        List<String> words = new ArrayList<>();
        for (Gust gust : Gust.values()) {
            words.add(gust.words + " " + counts[gust.ordinal()]);
        }
        return String.join(", ", words);
    }

    @Override
    public void close() {
        proxies.forEach(FaultProxy::close);
    }
}
