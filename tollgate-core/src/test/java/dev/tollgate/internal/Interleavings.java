package dev.tollgate.internal;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** How many interleavings Lincheck tries of units whose state is looked at when all have come to rest. */
final class Interleavings {
    private Interleavings() {}

    static ModelCheckingOptions of(int iterations, int threads, int actors) {
        return new ModelCheckingOptions()
                .iterations(iterations)
                .threads(threads)
                .actorsBefore(0)
                .actorsPerThread(actors)
                .actorsAfter(0)
                .invocationsPerIteration(500);
    }
}
