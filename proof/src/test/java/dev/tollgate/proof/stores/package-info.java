/** The stores that evidence is gathered on. */
@NullMarked
package dev.tollgate.proof.stores;

import org.jspecify.annotations.NullMarked;
