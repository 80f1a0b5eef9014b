/** Instances and servers that are killed and halted in the middle of their work. */
@NullMarked
package dev.tollgate.proof.faults.processes;

import org.jspecify.annotations.NullMarked;
