/** The store for relational databases. */
@NullMarked
package dev.tollgate.jdbc;

import org.jspecify.annotations.NullMarked;
