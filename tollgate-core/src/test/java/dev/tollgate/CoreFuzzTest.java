package dev.tollgate;

import dev.tollgate.fuzzing.FuzzContract;

final class CoreFuzzTest extends FuzzContract {}
