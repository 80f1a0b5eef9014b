/** The engine. Nothing in here is meant for use from outside; all of it may change at any time. */
@NullMarked
package dev.tollgate.internal;

import org.jspecify.annotations.NullMarked;
