/** Bugs that are planted into the engine and the stores, one at a time, to see that the evidence notices each. */
@NullMarked
package dev.tollgate.proof.planted;

import org.jspecify.annotations.NullMarked;
