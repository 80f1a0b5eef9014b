/**
 * For callers: the words of Tollgate as Java types, and {@link dev.tollgate.api.Gate}, the calls. Values are immutable and
 * safe to share between threads. Nothing here depends on a store or on the engine.
 */
@NullMarked
package dev.tollgate.api;

import org.jspecify.annotations.NullMarked;
