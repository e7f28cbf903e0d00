package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A migration in the coordinator's API. Fields that only a newer coordinator sends are ignored.
 *
 * @param cause why it is or was rolled back
 * @param leftApplied steps that are still applied after it was closed
 */
public record MigrationView(
        String id,
        String name,
        String state,
        long version,
        int round,
        @Nullable Instant submittedAt,
        @Nullable String waitingFor,
        @Nullable Cause cause,
        List<StepView> steps,
        @Nullable Conflicts conflicts,
        @Nullable List<String> leftApplied) {

    private static final Set<String> SETTLED =
            Set.of("COMPLETED", "ROLLED_BACK", "NEEDS_OPERATOR", "CLOSED_BY_OPERATOR", "REJECTED", "CANCELLED");

    public MigrationView {
        steps = List.copyOf(steps);
    }

    /** Why a migration is rolled back: a failed step, or an operator's reason if there is no step. */
    public record Cause(@Nullable String step, String reason) {}

    /** Units whose value an application changed after the step, and which were therefore not restored. */
    public record Conflicts(long total, @Nullable List<Sample> samples) {}

    /** One such unit with the value that the step wrote and the one that was found. */
    public record Sample(String step, String unit, String expected, String found) {}

    /** Whether the current round has an outcome. */
    public boolean isSettled() {
        return SETTLED.contains(state);
    }
}
