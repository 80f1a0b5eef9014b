/** Moving from a hand-written ticket table and a limit table with a version column to Tollgate, while payments go on. */
@NullMarked
package dev.tollgate.examples.moving;

import org.jspecify.annotations.NullMarked;
