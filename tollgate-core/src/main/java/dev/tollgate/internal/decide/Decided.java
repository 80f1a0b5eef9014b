package dev.tollgate.internal.decide;

import dev.tollgate.spi.Decision;
import java.util.List;

/**
 * What the decider made of a group.
 *
 * @param answers one per command, in order; good only once the decision is applied
 * @param newlyDisputed successes that could not be accepted
 */
public record Decided(Decision decision, List<Object> answers, List<Dispute> newlyDisputed) {}
