package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Performs one action from its request to its end. Throws if the end is not the expected one. */
record SoakTurn(MigrationRunner runner, PostgresDatabase database) {
    private static final BoundedWait WAIT = new BoundedWait(Duration.ofMinutes(2), Duration.ofMillis(20));
    private static final String PAGE = "/migrations?limit=50";
    private static final List<String> LISTS = List.of(
            "/migrations?state=completed&limit=20",
            "/targets",
            "/targets/main-postgres/history",
            "/targets/main-mongo/current",
            "/audit",
            "/downgrades",
            "/backups",
            "/freezes");

    void perform(SoakAction action) {
        switch (action) {
            case COMPLETE -> runner.run(plan());
            case COMPLETE_WITH_STREAM -> completeWithStream();
            case COMPLETE_WITH_CLOSED_STREAM -> completeWithClosedStream();
            case ROLL_BACK -> runner.rollback(runner.run(plan()));
            case FAIL -> outcome(coordinator().submit(Plans.lastStepFails()), "rolled-back");
            case PAUSE -> pause();
            case DRY_RUN -> runner.dryRun(plan());
            case LISTS -> readLists();
        }
    }

    private static String plan() {
        return Plans.threeSteps("main", "id = 1", "{_id: 1}", "bench:1");
    }

    private CoordinatorClient coordinator() {
        return runner.coordinator();
    }

    private void outcome(String migration, String expected) {
        runner.outcomes().await(migration, expected);
    }

    private void completeWithStream() {
        String id = coordinator().submit(plan());
        try (EventStream events = coordinator().events(id)) {
            long completed =
                    events.lines().filter("event: completed.v1"::equals).count();
            if (completed != 1) {
                throw new IllegalStateException(
                        "the event stream of migration %s contains completed.v1 %d times".formatted(id, completed));
            }
        }
        outcome(id, "completed");
    }

    /** The client goes away while the migration runs. */
    private void completeWithClosedStream() {
        String id = coordinator().submit(plan());
        try (EventStream events = coordinator().events(id)) {
            if (events.lines().findFirst().isEmpty()) {
                throw new IllegalStateException("the event stream of migration %s is empty".formatted(id));
            }
        }
        outcome(id, "completed");
    }

    private void pause() {
        String paused;
        String queued;
        try (RowLock _ = RowLock.on(database)) {
            paused = coordinator().submit(plan());
            queued = coordinator().submit(plan());
            awaitEvents(paused, "dispatched.v1", 2); // The first one is the preflight.
            coordinator().act(paused, "pause");
        }
        awaitEvents(paused, "applied.v1", 1);
        requireState(paused, "APPLYING");
        requireState(queued, "QUEUED");
        coordinator().act(paused, "resume");
        outcome(paused, "completed");
        outcome(queued, "completed");
    }

    /** Waits for events of the step that changes the locked row. */
    private void awaitEvents(String id, String type, int expected) {
        WAIT.until(
                "migration %s has %d events %s of step rows".formatted(id, expected, type),
                () -> coordinator()
                                .timeline(id)
                                .valueStream()
                                .filter(event -> event.path("type").asString().equals(type))
                                .filter(event -> event.toString().contains("\"rows\""))
                                .count()
                        >= expected,
                () -> coordinator().timeline(id));
    }

    private void requireState(String id, String expected) {
        JsonNode migration = coordinator().migration(id);
        if (!migration.path("state").asString().equals(expected)) {
            throw new IllegalStateException("migration %s is not %s: %s".formatted(id, expected, migration));
        }
    }

    private void readLists() {
        String next = coordinator().get(PAGE).path("next").asString("");
        if (!next.isEmpty()) {
            coordinator().get(PAGE + "&after=" + next);
        }
        LISTS.forEach(coordinator()::get);
    }
}
