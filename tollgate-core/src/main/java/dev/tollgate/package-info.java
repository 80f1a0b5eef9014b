/** The entry point: {@link dev.tollgate.Tollgate} joins a store and the engine to a gate. */
@NullMarked
package dev.tollgate;

import org.jspecify.annotations.NullMarked;
