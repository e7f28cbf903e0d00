package dev.lockstep.coordinator.freeze;

import dev.lockstep.contract.protocol.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A freeze, and the rules by which it ends: at its time, or when two people have requested it.
 *
 * @param version raised by every change
 * @param actor who has opened it
 * @param until when it ends by itself; absent if it lasts until it is broken
 * @param endedAt absent while it is open, and for a short time after {@code until}
 * @param breakRequests the first request to break it, or the two that have ended it
 */
public record Freeze(
        long id,
        long version,
        String reason,
        Actor actor,
        Instant openedAt,
        @Nullable Instant until,
        @Nullable Instant endedAt,
        List<BreakRequest> breakRequests) {
    /** The time in which a second person must make the request of the first. */
    static final Duration REQUEST_LAPSES_AFTER = Duration.ofHours(1);

    private static final int PEOPLE_TO_BREAK = 2;

    public Freeze {
        breakRequests = List.copyOf(breakRequests);
    }

    boolean isOpen(Instant at) {
        return endedAt == null && (until == null || at.isBefore(until));
    }

    boolean isBroken() {
        return breakRequests.size() == PEOPLE_TO_BREAK;
    }

    /** The request that waits for the one of a second person; empty if there is none or it has lapsed. */
    Optional<BreakRequest> waitingRequest(Instant at) {
        return isOpen(at)
                ? breakRequests.stream()
                        .filter(first -> at.isBefore(lapseOf(first)))
                        .findFirst()
                : Optional.empty();
    }

    static Instant lapseOf(BreakRequest first) {
        return first.requestedAt().plus(REQUEST_LAPSES_AFTER);
    }

    /**
     * The freeze after a request to break it. The request of a second person ends it. Another request of the first
     * person takes the place of the earlier one, as any request does once the earlier one has lapsed.
     */
    Freeze with(BreakRequest request) {
        return waitingRequest(request.requestedAt())
                .filter(first -> !first.actor().sharesNameWith(request.actor()))
                .map(first -> changed(request.requestedAt(), List.of(first, request)))
                .orElseGet(() -> changed(null, List.of(request)));
    }

    private Freeze changed(@Nullable Instant newEnd, List<BreakRequest> newRequests) {
        return new Freeze(id, version + 1, reason, actor, openedAt, until, newEnd, newRequests);
    }

    /** Names the freeze, such as {@code the freeze that alice began at 2026-12-01T22:00:00Z: release of the year}. */
    public String description() {
        return "the freeze that %s began at %s%s: %s"
                .formatted(actor, openedAt, until == null ? "" : " and that ends at " + until, reason);
    }
}
