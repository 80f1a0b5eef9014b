package dev.tollgate.bench;

/**
 * One run of one way.
 *
 * @param perSecond operations that were decided, admitted or not, in each second that was measured; those that gave up are none
 * @param gaveUp of all operations
 */
record Measured(double perSecond, double p50Millis, double p99Millis, long gaveUp) {}
