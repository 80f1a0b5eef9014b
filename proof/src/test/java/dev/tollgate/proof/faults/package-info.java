/** Real faults on real stores. */
@NullMarked
package dev.tollgate.proof.faults;

import org.jspecify.annotations.NullMarked;
