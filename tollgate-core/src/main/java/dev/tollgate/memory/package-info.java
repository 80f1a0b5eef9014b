/** A store in memory: complete, but nothing in it outlives the process. */
@NullMarked
package dev.tollgate.memory;

import org.jspecify.annotations.NullMarked;
