package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;

/**
 * The time, the requester and the dispatch numbers of one command.
 *
 * @param at by the clock of the coordinator's database, milliseconds
 * @param firstDispatch the first of {@link #BLOCK} dispatch numbers for this command, above all issued before
 * @param actor who requested the command; {@link #COORDINATOR} for reports and deadlines
 * @param reason why, for the timeline
 */
public record CommandContext(Instant at, DispatchNumber firstDispatch, String actor, String reason) {
    /** More than a plan has steps, so that one command can dispatch every step. */
    public static final int BLOCK = 256;

    /** The actor of commands that no operator requested. */
    public static final String COORDINATOR = "coordinator";
}
