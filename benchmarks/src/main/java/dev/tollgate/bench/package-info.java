/** Tollgate beside the ways people admit operations within limits today, on one machine, in one run, each result verified. */
@NullMarked
package dev.tollgate.bench;

import org.jspecify.annotations.NullMarked;
