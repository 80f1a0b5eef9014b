/** What authors of stores implement. Users of Tollgate have no need of it. */
@NullMarked
package dev.tollgate.spi;

import org.jspecify.annotations.NullMarked;
