package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What came of a migration, conflicts first: they are what somebody may have to look at. */
public final class OutcomeReport {

    private OutcomeReport() {}

    public static List<String> lines(MigrationView migration) {
        List<String> lines = new ArrayList<>(conflicts(migration));
        lines.add("%s: %s (round %d, id %s)"
                .formatted(migration.name(), migration.state(), migration.round(), migration.id()));
        migration.steps().forEach(step -> lines.addAll(step(step)));
        JsonNode cause = migration.cause();
        if (cause != null && !migration.state().equals("COMPLETED")) {
            lines.add("  cause: " + cause.path("reason").asString(cause.toString()));
        }
        List<String> left = migration.leftApplied();
        if (left != null && !left.isEmpty()) {
            lines.add("  left applied: " + String.join(", ", left));
        }
        return lines;
    }

    private static List<String> conflicts(MigrationView migration) {
        MigrationView.Conflicts conflicts = migration.conflicts();
        if (conflicts == null || conflicts.total() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("%,d conflicts: an application changed these after the step did, and its value stays"
                .formatted(conflicts.total()));
        List<MigrationView.Sample> samples = conflicts.samples() == null ? List.of() : conflicts.samples();
        samples.forEach(sample -> lines.add("  %s %s: expected %s, found %s"
                .formatted(sample.step(), sample.unit(), sample.expected(), sample.found())));
        return lines;
    }

    private static List<String> step(StepView step) {
        List<String> lines = new ArrayList<>();
        lines.add("  %s (%s on %s): %s%s"
                .formatted(step.id(), step.operation(), step.target(), step.state(), counts(step)));
        StepFailure failure = step.failure();
        if (failure != null && !step.state().equals("APPLIED") && !step.state().equals("FINISHED")) {
            lines.add("      %s: %s".formatted(failure.code(), failure.message()));
        }
        return lines;
    }

    private static String counts(StepView step) {
        StepResult result = step.result();
        CompensationResult undone = step.compensation();
        String applied = result == null ? "" : ", %,d changed%s".formatted(result.changed(), told(result.counts()));
        String restored = undone == null ? "" : ", %,d restored%s".formatted(undone.restored(), told(undone.counts()));
        return applied + restored;
    }

    private static String told(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(count -> count.getValue() != 0)
                .map(count -> ", %s %,d".formatted(count.getKey(), count.getValue()))
                .collect(Collectors.joining());
    }
}
