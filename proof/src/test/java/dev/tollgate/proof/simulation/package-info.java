/** Whole engines in one thread under a seed: instances, clients and a store that fails as far as stores may. */
@NullMarked
package dev.tollgate.proof.simulation;

import org.jspecify.annotations.NullMarked;
