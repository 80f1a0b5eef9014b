package dev.tollgate.spi;

import java.util.concurrent.Executor;

/**
 * Everything that waits, runs, draws or tells the time, so that the whole engine can run in one thread under a seed. The standard one
 * uses threads, {@link System#nanoTime()} and a secure random source.
 */
public interface Environment extends AutoCloseable {

    /** Runs the engine's work; never in the calling thread before {@code execute} returns. */
    Executor executor();

    /** Runs a task once, after a delay. */
    void schedule(Runnable task, long delayNanos);

    /** A clock that only measures distances, as {@link System#nanoTime()}. */
    long nanoTime();

    /** A fresh id nobody can guess and nobody drew before: at most 40 ASCII letters, digits, {@code -} and {@code _}. */
    String newId();

    /** A number from 0 (inclusive) to {@code bound} (exclusive). */
    long random(long bound);

    @Override
    void close();
}
