package dev.tollgate.proof.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What one seed's world is like: which things happen in it at all, how often, and how its engines are set. */
final class Swarm {
    /** How the store lets a group's reading and its writing come apart. */
    enum Way {
        /** Reads, decides and writes in one step. */
        AT_ONCE,
        /** Others write between a group's reading and its writing; the write finds out. */
        OPTIMISTIC,
        /** Rows are held from reading to writing; others are told so. */
        PESSIMISTIC,
        /** Optimistic, until an account conflicted three times in a row. */
        AUTO
    }

    /** Odd ones out, each reaching what the usual shape hardly ever does. */
    enum Shape {
        USUAL,
        /** One operation, released again and again. */
        MANY_ATTEMPTS,
        /** Many instances on one account, few tries. */
        CROWD,
        /** Servers whose clocks differ, and writes that arrive after their call was decided anew at another's time. */
        SKEWED
    }

    final Shape shape;
    final int instances;
    final int accounts;
    final int operations;
    final int arrivals;
    final long arrivalGapMillis;

    final int lanes;
    final int batchMax;
    final int queueMax;
    final long callTimeoutMillis;
    final int conflictTries;
    final long sweepMillis;

    final Way way;
    final boolean remembered;
    final boolean together;
    final boolean checksValidity;
    final long loadMicros;
    final long writeMicros;
    final int faultsPerMille;
    final Map<Ailment, Integer> faultWeights = new EnumMap<>(Ailment.class);

    final int servers;
    final long skewMillis;
    final boolean jumps;
    final boolean dayJumps;
    final boolean setsBack;
    final long driftPerMillion;
    final boolean crashes;
    final boolean pauses;

    final boolean shortRetention;
    final boolean edits;
    final boolean statusChanges;
    final boolean ownDates;
    final int calendar;

    /** Reports come from owners alone, and the bank is asked before anybody else decides: then executions are bounded too. */
    final boolean honest;

    final boolean zombies;
    final boolean mismatches;
    final int resolver;
    final int releasePercent;

    Swarm(SplittableRandom random) {
        int drawnShape = random.nextInt(100);
        shape = drawnShape < 2
                ? Shape.MANY_ATTEMPTS
                : drawnShape < 8 ? Shape.CROWD : drawnShape < 14 ? Shape.SKEWED : Shape.USUAL;
        boolean crowd = shape == Shape.CROWD;
        boolean attempts = shape == Shape.MANY_ATTEMPTS;
        boolean skewed = shape == Shape.SKEWED;
        instances = crowd ? 4 : attempts ? 2 : 2 + Math.max(0, random.nextInt(5) - 2);
        accounts = crowd || attempts || skewed ? 1 : 1 + random.nextInt(3);
        operations = skewed ? 3 : crowd ? 12 : attempts ? 1 : 2 + random.nextInt(6);
        arrivals = attempts ? 220 : 30 + random.nextInt(60);
        arrivalGapMillis = attempts ? 40 : crowd ? 4 : pick(random, 5, 50, 150, 300);

        lanes = 1 + random.nextInt(2);
        batchMax = random.nextInt(3) == 0 ? 64 : 1 + random.nextInt(6);
        queueMax = random.nextInt(7) == 0 ? 1 + random.nextInt(5) : 1_000;
        callTimeoutMillis = skewed ? 2_000 : crowd ? 400 : pick(random, 150, 600, 2_000, 5_000);
        conflictTries = crowd ? 1 + random.nextInt(4) : (int) pick(random, 1, 5, 20, 100);
        sweepMillis = pick(random, 150, 500, 1_500, 4_000);

        way = attempts || skewed
                ? Way.AT_ONCE
                : crowd ? Way.OPTIMISTIC : Way.values()[random.nextInt(Way.values().length)];
        remembered = random.nextBoolean();
        together = random.nextInt(3) == 0;
        checksValidity = random.nextBoolean();
        loadMicros = attempts || skewed ? 0 : crowd ? 9_000 : pick(random, 0, 800, 15_000, 120_000);
        writeMicros = attempts || skewed ? 0 : crowd ? 9_000 : pick(random, 0, 800, 15_000, 120_000);
        faultsPerMille = skewed ? 350 : attempts || random.nextInt(6) == 0 ? 0 : 20 + random.nextInt(380);
        drawFaults(random, skewed);

        servers = skewed ? 3 : 1 + random.nextInt(3);
        skewMillis = skewed ? 1_500 : random.nextInt(3) == 0 ? pick(random, 3, 40, 900, 6_000) : 0;
        jumps = !attempts && random.nextBoolean();
        dayJumps = !attempts && random.nextInt(3) == 0;
        setsBack = !attempts && random.nextInt(3) == 0;
        driftPerMillion = random.nextInt(4) == 0 ? pick(random, 200, 20_000, 200_000) : 0;
        crashes = !attempts && random.nextInt(2) == 0;
        pauses = !attempts && random.nextInt(3) == 0;

        shortRetention = !attempts && random.nextInt(4) == 0;
        edits = !attempts && random.nextInt(2) == 0;
        statusChanges = !attempts && random.nextInt(4) == 0;
        ownDates = random.nextInt(6) == 0;
        calendar = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;

        honest = !attempts && random.nextInt(2) == 0;
        zombies = random.nextInt(2) == 0;
        mismatches = random.nextInt(3) == 0;
        resolver = random.nextInt(4);
        releasePercent = skewed ? 80 : (int) pick(random, 0, 20, 50);
    }

    private void drawFaults(SplittableRandom random, boolean skewed) {
        for (Ailment ailment : Ailment.values()) {
            faultWeights.put(ailment, random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(8));
        }

        // It stops a lane until its instance dies: with others it would hide them.
        faultWeights.put(Ailment.NEVER_ANSWERED, random.nextInt(8) == 0 ? 1 : 0);

        if (skewed) {
            faultWeights.replaceAll((ailment, drawn) -> 0);
            faultWeights.put(Ailment.LATE, 6);
            faultWeights.put(Ailment.UNANSWERED, 1);
        }
    }

    private static long pick(SplittableRandom random, long... among) {
        return among[random.nextInt(among.length)];
    }
}
