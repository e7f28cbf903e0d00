package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;

/** Who has paused a migration, why and since when. */
public record Pause(Actor actor, String reason, RunningScripts scripts, Instant since) {}
