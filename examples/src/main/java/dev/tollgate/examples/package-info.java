/** One small program per idea. */
@NullMarked
package dev.tollgate.examples;

import org.jspecify.annotations.NullMarked;
