package dev.lockstep.coordinator.saga;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive dispatches of a step without a report or without access to the store, none of which made progress.
 *
 * @param since the first time without a report or without access to the store
 * @param dispatches the number of these dispatches
 */
public record Outage(Instant since, int dispatches) {
    static Outage startedAt(Instant since) {
        return new Outage(since, 1);
    }

    /** The outage after one more dispatch. It is another outage than the earlier one if it started at another time. */
    static Outage after(@Nullable Outage earlier, Instant since) {
        return earlier == null || !earlier.since.equals(since) ? startedAt(since) : earlier.withDispatch();
    }

    Outage withDispatch() {
        return new Outage(since, dispatches + 1);
    }
}
