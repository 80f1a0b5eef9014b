/** What users of Tollgate call, and what it answers. */
@NullMarked
package dev.tollgate.api;

import org.jspecify.annotations.NullMarked;
