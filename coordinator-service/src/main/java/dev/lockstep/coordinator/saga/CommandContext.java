package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;

/**
 * The time, the dispatch numbers and the requester of one command.
 *
 * @param at the time by the clock of the coordinator's database, in whole milliseconds
 * @param firstDispatch the first of {@link #DISPATCH_NUMBERS} dispatch numbers reserved for this command; all are
 *     higher than those of earlier commands
 * @param actor who requested the command; {@link Actor#coordinator()} for reports and deadlines
 * @param reason why the command is sent; shown in the timeline
 */
public record CommandContext(Instant at, DispatchNumber firstDispatch, Actor actor, String reason) {
    /** Dispatch numbers per command. A plan has at most 200 steps, so one command can dispatch every step. */
    public static final int DISPATCH_NUMBERS = 256;
}
