package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Runs migrations to their outcome. Throws if a migration has another outcome than the expected one. */
record MigrationRunner(CoordinatorClient coordinator, KafkaOutcomeListener outcomes) implements AutoCloseable {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    /** A completed migration, and the time from before the POST until its outcome event arrived. */
    record Completed(String id, Duration duration) {}

    Completed run(String plan) {
        long startNanos = System.nanoTime();
        String id = coordinator.submit(plan);
        return new Completed(id, Duration.ofNanos(outcomes.await(id, "completed") - startNanos));
    }

    /**
     * Runs a dry run of a plan to its end, and returns its id. A dry run publishes no event, so its state is polled.
     */
    String dryRun(String plan) {
        String id = coordinator.submitDryRun(plan);
        String state = "";
        while (!state.equals("DRY_RUN_COMPLETED")) {
            Pause.of(POLL_INTERVAL);
            state = coordinator.migration(id).path("state").asString();
            if (state.equals("REJECTED")) {
                throw new IllegalStateException("the dry run was rejected: " + coordinator.migration(id));
            }
        }
        return id;
    }

    /** Returns the time from the dispatch of the dry run to its report. The plan must have only one step. */
    Duration dryRunDuration(String id) {
        return lastDispatchUntil("dry-run-reported.v1", id);
    }

    /** Rolls a completed migration back. */
    void rollback(Completed migration) {
        coordinator.rollback(migration.id());
        outcomes.await(migration.id(), "rolled-back");
    }

    /** Returns the time from the dispatch of the apply to its report. The plan must have only one step. */
    Duration applyDuration(Completed migration) {
        return lastDispatchUntil("applied.v1", migration.id());
    }

    /** Returns the time from the dispatch of the compensation to its report. The plan must have only one step. */
    Duration compensateDuration(Completed migration) {
        return lastDispatchUntil("compensated.v1", migration.id());
    }

    private Duration lastDispatchUntil(String end, String migration) {
        Instant dispatched = Instant.EPOCH;
        JsonNode timeline = coordinator.timeline(migration);
        for (JsonNode event : timeline) {
            String type = event.path("type").asString();
            Instant at = Instant.parse(event.path("at").asString());
            if (type.equals("dispatched.v1")) {
                dispatched = at; // The preflight is dispatched first; the last dispatch before the end counts.
            } else if (type.equals(end)) {
                return Duration.between(dispatched, at);
            }
        }
        throw new IllegalStateException("no " + end + " event in the timeline: " + timeline);
    }

    @Override
    public void close() {
        outcomes.close();
    }
}
