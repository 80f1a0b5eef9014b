/** How accounts, tickets and usage look as JSON: the one place where the command line and other readers of JSON agree. */
@NullMarked
package dev.tollgate.json;

import org.jspecify.annotations.NullMarked;
