package dev.lockstep.coordinator.unawaited;

import org.jspecify.annotations.Nullable;

/** A request to a worker in the API. */
public interface WorkerRequest {
    /** The number within the migration, from 1. */
    int number();

    /** How often the command was sent. */
    int attempts();

    /** The last failure. */
    @Nullable String finding();
}
