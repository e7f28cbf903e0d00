package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Runs migrations to their outcome. Throws if a migration has another outcome than the expected one. */
record MigrationRunner(CoordinatorClient coordinator, KafkaOutcomeListener outcomes) implements AutoCloseable {

    /** A completed migration, and the time from before the POST until its outcome event arrived. */
    record Completed(String id, Duration duration) {}

    Completed run(String plan) {
        long startNanos = System.nanoTime();
        String id = coordinator.submit(plan);
        return new Completed(id, Duration.ofNanos(outcomes.await(id, "completed") - startNanos));
    }

    /** Rolls a completed migration back. */
    void rollback(Completed migration) {
        coordinator.rollback(migration.id());
        outcomes.await(migration.id(), "rolled-back");
    }

    /** Returns the time from the dispatch of the apply to its report. The plan must have only one step. */
    Duration applyDuration(Completed migration) {
        return lastDispatchUntil("applied.v1", migration);
    }

    /** Returns the time from the dispatch of the compensation to its report. The plan must have only one step. */
    Duration compensateDuration(Completed migration) {
        return lastDispatchUntil("compensated.v1", migration);
    }

    private Duration lastDispatchUntil(String end, Completed migration) {
        Instant dispatched = Instant.EPOCH;
        JsonNode timeline = coordinator.timeline(migration.id());
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
