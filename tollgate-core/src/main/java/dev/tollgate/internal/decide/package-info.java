/** The decider: pure, without I/O, clock, threads or randomness. State and requests in, answers and rows to write out. */
@NullMarked
package dev.tollgate.internal.decide;

import org.jspecify.annotations.NullMarked;
