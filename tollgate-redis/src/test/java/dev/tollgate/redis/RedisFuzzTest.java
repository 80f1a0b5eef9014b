package dev.tollgate.redis;

import dev.tollgate.fuzzing.FuzzContract;

final class RedisFuzzTest extends FuzzContract {}
