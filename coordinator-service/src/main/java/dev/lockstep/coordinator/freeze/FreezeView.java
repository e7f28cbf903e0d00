package dev.lockstep.coordinator.freeze;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A freeze in the API.
 *
 * @param version the ETag starts with it
 * @param actor who has opened it
 * @param until when it ends by itself; absent if it lasts until it is broken
 * @param breakRequests the request that waits for the one of a second person, or the two that have ended the freeze
 * @param breakRequestLapsesAt until when the second person must request it; absent if no request waits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FreezeView(
        long id,
        long version,
        FreezeState state,
        String reason,
        Actor actor,
        Instant openedAt,
        @Nullable Instant until,
        @Nullable Instant endedAt,
        List<BreakRequest> breakRequests,
        @Nullable Instant breakRequestLapsesAt) {

    /** The freeze at a time, without a request that has lapsed. */
    static FreezeView of(Freeze freeze, Instant at) {
        FreezeState state = state(freeze, at);
        Stream<BreakRequest> waiting = freeze.waitingRequest(at).stream();
        return new FreezeView(
                freeze.id(),
                freeze.version(),
                state,
                freeze.reason(),
                freeze.actor(),
                freeze.openedAt(),
                freeze.until(),
                state == FreezeState.EXPIRED ? freeze.until() : freeze.endedAt(),
                freeze.isBroken() ? freeze.breakRequests() : waiting.toList(),
                freeze.waitingRequest(at).map(Freeze::lapseOf).orElse(null));
    }

    private static FreezeState state(Freeze freeze, Instant at) {
        if (freeze.isOpen(at)) {
            return FreezeState.OPEN;
        }
        return freeze.isBroken() ? FreezeState.BROKEN : FreezeState.EXPIRED;
    }

    /** The ETag: the version, and a part for what changes with time. */
    @JsonIgnore
    String etag() {
        return "\"%d-%x\""
                .formatted(
                        version, "%s %d".formatted(state, breakRequests.size()).hashCode());
    }
}
