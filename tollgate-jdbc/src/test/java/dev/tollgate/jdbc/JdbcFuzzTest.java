package dev.tollgate.jdbc;

import dev.tollgate.fuzzing.FuzzContract;

final class JdbcFuzzTest extends FuzzContract {}
