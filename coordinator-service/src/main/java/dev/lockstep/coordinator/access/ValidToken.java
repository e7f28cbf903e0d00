package dev.lockstep.coordinator.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A token that was checked: its caller, and what a session opened with it depends on. */
sealed interface ValidToken {
    Caller caller();

    /** An API token of the database. */
    record Stored(Caller caller, UUID id) implements ValidToken {}

    /**
     * A token of the identity provider.
     *
     * @param groups the groups of the caller that have grants
     */
    record Issued(Caller caller, List<String> groups, Instant expiresAt) implements ValidToken {
        public Issued {
            groups = List.copyOf(groups);
        }
    }

    /** The token that services have for metrics. No session can be opened with it. */
    record Metrics(Caller caller) implements ValidToken {}
}
