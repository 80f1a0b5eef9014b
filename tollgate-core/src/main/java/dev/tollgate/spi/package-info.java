/**
 * For authors of stores: the seam between the engine, which decides, and a store, which applies. Start at
 * {@link dev.tollgate.spi.Store}. Callers need nothing of this but {@link dev.tollgate.spi.Store} itself.
 */
@NullMarked
package dev.tollgate.spi;

import org.jspecify.annotations.NullMarked;
