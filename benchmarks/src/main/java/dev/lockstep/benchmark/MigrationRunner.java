package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Submits plans and waits until their migrations have completed. Throws if a migration has another outcome. */
record MigrationRunner(CoordinatorClient coordinator, KafkaOutcomeListener outcomes) {

    /** A completed migration, and the time from before the POST until its outcome event arrived. */
    record Completed(String id, Duration duration) {}

    Completed run(String plan) {
        long startNanos = System.nanoTime();
        String id = coordinator.submit(plan);
        return new Completed(id, Duration.ofNanos(outcomes.awaitCompleted(id) - startNanos));
    }

    /** Returns the time from the dispatch of the apply to its report. The plan must have only one step. */
    Duration applyDuration(Completed migration) {
        Instant dispatched = Instant.EPOCH;
        JsonNode timeline = coordinator.timeline(migration.id());
        for (JsonNode event : timeline) {
            String type = event.path("type").asString();
            Instant at = Instant.parse(event.path("at").asString());
            if (type.equals("dispatched.v1")) {
                dispatched = at; // The preflight is dispatched first, then the apply, whose time is used.
            } else if (type.equals("applied.v1")) {
                return Duration.between(dispatched, at);
            }
        }
        throw new IllegalStateException("no applied.v1 event in the timeline: " + timeline);
    }
}
