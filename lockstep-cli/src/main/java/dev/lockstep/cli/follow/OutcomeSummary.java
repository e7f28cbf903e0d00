package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats a migration with its steps. Conflicts come first, because an operator may have to check them. */
public final class OutcomeSummary {

    private static final Set<String> SUCCEEDED = Set.of("APPLIED", "FINISHED");
    private static final Set<String> FAILED = Set.of("REJECTED", "NEEDS_OPERATOR");

    private OutcomeSummary() {}

    /** Returns one line with the state of the migration and the reason for this state. */
    public static String headline(MigrationView migration) {
        String state = "Migration %s is %s".formatted(migration.name(), migration.state());
        return migration.state().equals("COMPLETED") ? state : state + reason(migration);
    }

    public static List<String> lines(MigrationView migration) {
        List<String> lines = new ArrayList<>(conflictLines(migration));
        lines.add(headline(migration));
        lines.add("  id %s, round %d".formatted(migration.id(), migration.round()));
        migration.steps().forEach(step -> lines.addAll(stepLines(step)));
        List<String> leftApplied = migration.leftApplied();
        if (leftApplied != null && !leftApplied.isEmpty()) {
            lines.add("  steps left applied: " + String.join(", ", leftApplied));
        }
        if (migration.state().equals("NEEDS_OPERATOR")) {
            lines.add("  docs/runbook.md says how to continue");
        }
        return lines;
    }

    private static String reason(MigrationView migration) {
        MigrationView.Cause cause = migration.cause();
        if (cause != null) {
            return cause.step() == null
                    ? ": rollback requested: " + MessageText.firstLine(cause.reason())
                    : failed(cause.step(), cause.reason());
        }
        if (migration.waitingFor() != null) {
            return ": " + migration.waitingFor();
        }
        return FAILED.contains(migration.state()) ? firstFailure(migration.steps()) : "";
    }

    private static String firstFailure(List<StepView> steps) {
        for (StepView step : steps) {
            StepFailure failure = currentFailure(step);
            if (failure != null) {
                return failed(step.id(), message(failure));
            }
        }
        return "";
    }

    // A step that succeeded after a retry keeps its last failure.
    private static @Nullable StepFailure currentFailure(StepView step) {
        return SUCCEEDED.contains(step.state()) ? null : step.failure();
    }

    // The coordinator's reason may start with the name of the step.
    private static String failed(String step, String reason) {
        String prefix = "step " + step + ": ";
        String detail = reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason;
        return ": step %s failed: %s".formatted(step, MessageText.firstLine(detail));
    }

    private static String message(StepFailure failure) {
        return failure.code() + ": " + failure.message();
    }

    private static List<String> conflictLines(MigrationView migration) {
        MigrationView.Conflicts conflicts = migration.conflicts();
        if (conflicts == null || conflicts.total() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("%,d conflicts: an application changed these units after the step. Their current values are kept."
                .formatted(conflicts.total()));
        List<MigrationView.Sample> samples = conflicts.samples() == null ? List.of() : conflicts.samples();
        samples.forEach(sample -> lines.add("  %s %s: expected %s, found %s"
                .formatted(
                        sample.step(),
                        MessageText.firstLine(sample.unit()),
                        MessageText.firstLine(sample.expected()),
                        MessageText.firstLine(sample.found()))));
        return lines;
    }

    private static List<String> stepLines(StepView step) {
        List<String> lines = new ArrayList<>();
        lines.add("  %s (%s on %s): %s%s"
                .formatted(step.id(), step.operation(), step.target(), step.state(), counts(step)));
        StepFailure failure = currentFailure(step);
        if (failure != null) {
            lines.addAll(MessageText.indented(message(failure), "      "));
        }
        return lines;
    }

    private static String counts(StepView step) {
        StepResult result = step.result();
        CompensationResult compensation = step.compensation();
        String applied = result == null ? "" : ", %,d changed%s".formatted(result.changed(), format(result.counts()));
        String restored = compensation == null
                ? ""
                : ", %,d restored%s".formatted(compensation.restored(), format(compensation.counts()));
        return applied + restored;
    }

    private static String format(Map<String, Long> counts) {
        String text = counts.entrySet().stream()
                .filter(count -> count.getValue() != 0)
                .map(count -> "%s %,d".formatted(count.getKey(), count.getValue()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "" : " (" + text + ")";
    }
}
