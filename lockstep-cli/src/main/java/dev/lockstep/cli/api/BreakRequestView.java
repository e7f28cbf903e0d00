package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;

/** The request of one person to break a freeze. */
public record BreakRequestView(Actor actor, String reason, Instant requestedAt) {}
