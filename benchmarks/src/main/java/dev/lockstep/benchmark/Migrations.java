package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Plans posted to a coordinator, each followed to its outcome; one that does not complete ends the measurement. */
record Migrations(Coordinator coordinator, KafkaOutcomes outcomes) {

    /** A migration that completed, and how long that took from before the POST until a subscriber heard of it. */
    record Completed(String id, Duration took) {}

    Completed run(String plan) {
        long began = System.nanoTime();
        String id = coordinator.submit(plan);
        return new Completed(id, Duration.ofNanos(outcomes.awaitCompleted(id) - began));
    }

    /** From the dispatch of the only step's apply until the coordinator took in that it is applied. */
    Duration applying(Completed migration) {
        Instant dispatched = Instant.EPOCH;
        JsonNode timeline = coordinator.timeline(migration.id());
        for (JsonNode event : timeline) {
            String type = event.path("type").asString();
            Instant at = Instant.parse(event.path("at").asString());
            if (type.equals("dispatched.v1")) {
                dispatched = at; // The one before it is that of the preflight.
            } else if (type.equals("applied.v1")) {
                return Duration.between(dispatched, at);
            }
        }
        throw new IllegalStateException("nothing was applied: " + timeline);
    }
}
