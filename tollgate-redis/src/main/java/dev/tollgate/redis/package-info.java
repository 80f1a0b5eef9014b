/** The store for Redis and Valkey. */
@NullMarked
package dev.tollgate.redis;

import org.jspecify.annotations.NullMarked;
