/** The suites that every store has to pass, for authors of stores. */
@NullMarked
package dev.tollgate.testkit;

import org.jspecify.annotations.NullMarked;
