package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A freeze in the coordinator's API.
 *
 * @param state OPEN, BROKEN or EXPIRED
 * @param until when it ends by itself; absent if it lasts until it is broken
 * @param breakRequests the request that waits for the one of a second person, or the two that have ended the freeze
 * @param breakRequestLapsesAt until when the second person must request it; absent if no request waits
 */
public record FreezeView(
        long id,
        long version,
        String state,
        String reason,
        Actor actor,
        Instant openedAt,
        @Nullable Instant until,
        @Nullable Instant endedAt,
        List<BreakRequestView> breakRequests,
        @Nullable Instant breakRequestLapsesAt) {

    public FreezeView {
        breakRequests = List.copyOf(breakRequests);
    }

    public boolean isOpen() {
        return state.equals("OPEN");
    }
}
