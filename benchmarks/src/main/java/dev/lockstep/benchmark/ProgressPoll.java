package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Polls a migration with one step until it ends, and keeps what the API shows while the step is in one state. */
final class ProgressPoll {
    private static final BoundedWait WAIT = new BoundedWait(Duration.ofMinutes(10), Duration.ofMillis(200));
    private static final Set<String> ENDS = Set.of("COMPLETED", "ROLLED_BACK", "NEEDS_OPERATOR", "REJECTED");

    private final CoordinatorClient coordinator;
    private final String id;
    private final String stepState;
    private final List<ProgressSample> samples = new ArrayList<>();

    private ProgressPoll(CoordinatorClient coordinator, String id, String stepState) {
        this.coordinator = coordinator;
        this.id = id;
        this.stepState = stepState;
    }

    static List<ProgressSample> ofApply(CoordinatorClient coordinator, String id) {
        return new ProgressPoll(coordinator, id, "APPLYING").until("COMPLETED");
    }

    static List<ProgressSample> ofRollback(CoordinatorClient coordinator, String id) {
        return new ProgressPoll(coordinator, id, "COMPENSATING").until("ROLLED_BACK");
    }

    private List<ProgressSample> until(String end) {
        WAIT.until(
                "migration %s is %s".formatted(id, end), () -> ENDS.contains(poll()), () -> coordinator.migration(id));
        JsonNode ended = coordinator.migration(id);
        if (!ended.path("state").asString().equals(end)) {
            throw new IllegalStateException("migration is not %s: %s".formatted(end, ended));
        }
        return samples;
    }

    /** Returns the state of the migration. */
    private String poll() {
        JsonNode migration = coordinator.migration(id);
        JsonNode step = migration.path("steps").path(0);
        if (step.path("state").asString().equals(stepState) && step.has("progress")) {
            samples.add(ProgressSample.of(step.path("progress"), Instant.now()));
        }
        return migration.path("state").asString();
    }
}
