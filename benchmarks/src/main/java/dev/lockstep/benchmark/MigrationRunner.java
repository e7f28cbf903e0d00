package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    /** Runs a dry run of a plan to its end, and returns its id. */
    String dryRun(String plan) {
        return awaitState(coordinator.submitDryRun(plan), "DRY_RUN_COMPLETED");
    }

    /** Runs a rehearsal of a plan to its end, and returns its id. */
    String rehearsal(String plan) {
        return awaitState(coordinator.submitRehearsal(plan), "REHEARSAL_COMPLETED");
    }

    /** Dry runs and rehearsals publish no events, so their state is polled. */
    private String awaitState(String id, String expected) {
        String state = "";
        while (!state.equals(expected)) {
            Pause.of(POLL_INTERVAL);
            state = coordinator.migration(id).path("state").asString();
            if (state.equals("REJECTED")) {
                throw new IllegalStateException("rejected: " + coordinator.migration(id));
            }
        }
        return id;
    }

    /** Restores the backup of a target. Returns the time from the request until the coordinator has the answer. */
    Duration restore(Completed migration, String target) {
        String path = coordinator.requestRestore(migration.id(), target);
        JsonNode restore = coordinator.restore(path);
        while (restore.path("state").asString().equals("REQUESTED")) {
            Pause.of(POLL_INTERVAL);
            restore = coordinator.restore(path);
        }
        if (!restore.path("state").asString().equals("RESTORED")) {
            throw new IllegalStateException("not restored: " + restore);
        }
        return Duration.between(
                Instant.parse(restore.path("requestedAt").asString()),
                Instant.parse(restore.path("answeredAt").asString()));
    }

    /** Returns the time from the dispatch of the rehearsal to its report. The plan must have only one step. */
    Duration rehearsalDuration(String id) {
        return lastDispatchUntil("rehearsed.v1", id);
    }

    /** Returns the time from the dispatch of the backup to its report. The plan must have only one step. */
    Duration backupDuration(Completed migration) {
        return lastDispatchUntil("backed-up.v1", migration.id());
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

    /** Returns the samples with the time of the apply that they were taken in. The plan must have only one step. */
    RemainingTimes applyTimes(String migration, List<ProgressSample> samples) {
        DispatchTimes apply = lastDispatch("applied.v1", migration);
        return new RemainingTimes(apply.dispatched(), apply.reported(), samples);
    }

    /** Returns the samples with the time of the compensation that they were taken in. The plan must have only one step. */
    RemainingTimes compensateTimes(String migration, List<ProgressSample> samples) {
        DispatchTimes compensation = lastDispatch("compensated.v1", migration);
        return new RemainingTimes(compensation.dispatched(), compensation.reported(), samples);
    }

    private Duration lastDispatchUntil(String end, String migration) {
        DispatchTimes dispatch = lastDispatch(end, migration);
        return Duration.between(dispatch.dispatched(), dispatch.reported());
    }

    private record DispatchTimes(Instant dispatched, Instant reported) {}

    private DispatchTimes lastDispatch(String end, String migration) {
        Instant dispatched = Instant.EPOCH;
        JsonNode timeline = coordinator.timeline(migration);
        for (JsonNode event : timeline) {
            String type = event.path("type").asString();
            Instant at = Instant.parse(event.path("at").asString());
            if (type.equals("dispatched.v1")) {
                dispatched = at; // The preflight is dispatched first; the last dispatch before the end counts.
            } else if (type.equals(end)) {
                return new DispatchTimes(dispatched, at);
            }
        }
        throw new IllegalStateException("no " + end + " event in the timeline: " + timeline);
    }

    @Override
    public void close() {
        outcomes.close();
    }
}
