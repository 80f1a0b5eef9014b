/**
 * Real servers for tests and benchmarks, started from binaries that come from Maven Central. Linux only; needs {@code sh},
 * {@code tar} and, as root, {@code setpriv} or {@code unshare}, which every Debian has.
 */
@NullMarked
package dev.tollgate.servers;

import org.jspecify.annotations.NullMarked;
