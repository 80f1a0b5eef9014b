/** Payments files through the gate: concurrent callers, a simulated bank, and an account of what happened. */
@NullMarked
package dev.tollgate.replay;

import org.jspecify.annotations.NullMarked;
