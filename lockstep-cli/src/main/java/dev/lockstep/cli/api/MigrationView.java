package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A migration as the coordinator shows it; what a newer coordinator adds is left aside. */
public record MigrationView(
        String id,
        String name,
        String state,
        long version,
        int round,
        @Nullable Instant submittedAt,
        @Nullable String waitingFor,
        @Nullable JsonNode cause,
        List<StepView> steps,
        @Nullable Conflicts conflicts,
        @Nullable List<String> leftApplied) {

    private static final Set<String> SETTLED =
            Set.of("COMPLETED", "ROLLED_BACK", "NEEDS_OPERATOR", "CLOSED_BY_OPERATOR", "REJECTED", "CANCELLED");

    public MigrationView {
        steps = List.copyOf(steps);
    }

    /** Units that kept an application's value. */
    public record Conflicts(long total, @Nullable List<Sample> samples) {}

    /** One of them, with both sides. */
    public record Sample(String step, String unit, String expected, String found) {}

    /** Whether this round has come to its outcome. */
    public boolean isSettled() {
        return SETTLED.contains(state);
    }
}
