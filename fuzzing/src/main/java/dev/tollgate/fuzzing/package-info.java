/**
 * Runs fuzz targets: classes among a module's tests whose names end in {@code Fuzz} and which have a method
 * {@code public static void fuzzerTestOneInput(byte[])} that throws when a property does not hold.
 */
@NullMarked
package dev.tollgate.fuzzing;

import org.jspecify.annotations.NullMarked;
