/** The store in memory: for tests, for trying things out, and as the shortest reading of what a store is. */
@NullMarked
package dev.tollgate.memory;

import org.jspecify.annotations.NullMarked;
