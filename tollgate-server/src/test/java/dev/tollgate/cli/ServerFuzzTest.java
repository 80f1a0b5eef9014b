package dev.tollgate.cli;

import dev.tollgate.fuzzing.FuzzContract;

final class ServerFuzzTest extends FuzzContract {}
