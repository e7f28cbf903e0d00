package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;

/**
 * When, by whom and why a command reaches the saga, and the dispatch numbers that it may spend.
 *
 * @param at by the clock of the coordinator's database, milliseconds
 * @param numbers the first of a block of {@link #BLOCK} numbers, above all that were given out before
 * @param actor who asked; the coordinator itself for reports and deadlines
 * @param reason why, for the timeline
 */
public record Occasion(Instant at, DispatchNumber numbers, String actor, String reason) {
    /** More than the steps of any plan, so that one decision may dispatch every step. */
    public static final int BLOCK = 256;

    /** The actor of what no person asked for. */
    public static final String COORDINATOR = "coordinator";
}
