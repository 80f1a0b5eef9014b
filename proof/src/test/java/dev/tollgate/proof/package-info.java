/** Evidence that needs more than one module, or more than a few seconds: see {@code docs/testing.md}. */
@NullMarked
package dev.tollgate.proof;

import org.jspecify.annotations.NullMarked;
