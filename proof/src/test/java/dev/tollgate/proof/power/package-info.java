/** What is left of the stores when the machine loses power, when the disk is full, and when the clock jumps. */
@NullMarked
package dev.tollgate.proof.power;

import org.jspecify.annotations.NullMarked;
