package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Formats a migration with its steps. Conflicts come first, because an operator may have to check them. */
public final class OutcomeSummary {

    private static final Set<String> SUCCEEDED = Set.of("APPLIED", "FINISHED");
    private static final Set<String> FAILED = Set.of("REJECTED", "NEEDS_OPERATOR");

    private OutcomeSummary() {}

    /** Returns one line with the state of the migration and the reason for this state. */
    public static String headline(MigrationView migration) {
        String state = "%s %s is %s".formatted(kind(migration), migration.name(), migration.state());
        if (migration.hasUntriedSteps() && migration.state().equals("DRY_RUN_COMPLETED")) {
            return state + ", but not every step was tried";
        }
        return state + reason(migration);
    }

    private static String kind(MigrationView migration) {
        if (migration.rehearsal()) {
            return "Rehearsal of";
        }
        return migration.dryRun() ? "Dry run of" : "Migration";
    }

    public static List<String> lines(MigrationView migration) {
        List<String> lines = new ArrayList<>(conflictLines(migration));
        String headline = headline(migration);
        lines.add(headline);
        lines.add("  id %s, round %d".formatted(migration.id(), migration.round()));
        if (migration.deadline() != null) {
            lines.add("  " + ProgressText.of(migration.deadline(), "completed"));
        }
        if (migration.queue() != null) {
            lines.add("  " + migration.queue());
        }
        migration.steps().forEach(step -> lines.addAll(stepLines(step, headline)));
        lines.addAll(contractLines(migration));
        List<String> leftApplied = migration.leftApplied();
        if (leftApplied != null && !leftApplied.isEmpty()) {
            lines.add("  steps left applied: " + String.join(", ", leftApplied));
        }
        if (migration.undoLimit() != null) {
            lines.add("  " + migration.undoLimit());
        }
        if (migration.frozen() != null) {
            lines.add("  " + migration.frozen());
        }
        if (migration.state().equals("NEEDS_OPERATOR")) {
            lines.add("  docs/runbook.md says how to continue");
        }
        return lines;
    }

    private static List<String> contractLines(MigrationView migration) {
        List<String> lines = new ArrayList<>();
        if (migration.expand() != null) {
            lines.add("  applies the contract steps of migration " + migration.expand());
        }
        MigrationView.Contract contract = migration.contract();
        if (contract != null) {
            String steps = String.join(", ", contract.steps());
            lines.add(
                    contract.migration() == null
                            ? "  contract steps %s: a migration of their own applies them later".formatted(steps)
                            : "  contract steps %s: migration %s is %s"
                                    .formatted(steps, contract.migration(), contract.state()));
            if (contract.waitingFor() != null) {
                lines.addAll(MessageText.indented(contract.waitingFor(), "    "));
            }
        }
        return lines;
    }

    private static String reason(MigrationView migration) {
        MigrationView.Cause cause = migration.cause();
        if (cause != null) {
            String reason = MessageText.firstLine(cause.reason());
            return cause.step() == null ? ": rollback requested: " + reason : ": " + reason;
        }
        if (migration.waitingFor() != null) {
            return ": " + migration.waitingFor();
        }
        return FAILED.contains(migration.state()) ? firstFailure(migration.steps()) : "";
    }

    private static String firstFailure(List<StepView> steps) {
        return steps.stream()
                .flatMap(step -> currentFailure(step).map(failure -> failed(step, failure)).stream())
                .findFirst()
                .map(failed -> ": " + MessageText.firstLine(failed))
                .orElse("");
    }

    // A step that succeeded after a retry keeps its last failure.
    private static Optional<String> currentFailure(StepView step) {
        StepFailure failure = SUCCEEDED.contains(step.state()) ? null : step.failure();
        if (step.dryRun() != null) {
            failure = step.dryRun() instanceof DryRunOutcome.Failed failed ? failed.failure() : null;
        }
        return Optional.ofNullable(failure).map(it -> it.code() + ": " + it.message());
    }

    // The same text as the coordinator's reason for a rollback.
    private static String failed(StepView step, String failure) {
        return "step \"%s\" failed with %s".formatted(step.id(), failure);
    }

    private static List<String> conflictLines(MigrationView migration) {
        MigrationView.Conflicts conflicts = migration.conflicts();
        if (conflicts == null || conflicts.total() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(
                "%,d conflicts: an application changed these units after the step, or they were erased. Their current values are kept."
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

    private static List<String> stepLines(StepView step, String headline) {
        List<String> lines = new ArrayList<>();
        lines.add("  %s (%s on %s): %s%s"
                .formatted(step.id(), step.operation(), step.target(), step.state(), counts(step)));
        String progress = ProgressText.of(step);
        if (!progress.isEmpty()) {
            lines.addAll(MessageText.indented(progress, "      "));
        }
        if (step.deadline() != null) {
            lines.add("      " + ProgressText.of(step.deadline(), "applied"));
        }
        if (step.rehearsal() != null) {
            lines.addAll(MessageText.indented(String.join("\n", RehearsalText.lines(step.rehearsal())), "      "));
        }
        if (step.dryRun() != null) {
            lines.addAll(MessageText.indented(String.join("\n", DryRunText.lines(step.dryRun())), "      "));
        }
        currentFailure(step)
                .filter(failure -> !headline.endsWith(failed(step, failure)))
                .ifPresent(failure -> lines.addAll(MessageText.indented(failure, "      ")));
        return lines;
    }

    private static String counts(StepView step) {
        StepResult result = step.result();
        CompensationResult compensation = step.compensation();
        String applied = result == null ? "" : ", %,d changed%s".formatted(result.changed(), format(result.counts()));
        String restored = compensation == null
                ? ""
                : ", %,d restored%s".formatted(compensation.restored(), format(compensation.counts()));
        String erased = step.erased() == null ? "" : ", %,d erased".formatted(step.erased());
        return applied + duration(step) + restored + erased;
    }

    private static String duration(StepView step) {
        Long milliseconds = step.milliseconds();
        StepView.Estimate estimate = step.estimate();
        if (step.result() == null || milliseconds == null || estimate == null) {
            return "";
        }
        return " in %s (dry run: %,d in about %s)"
                .formatted(
                        DryRunText.duration(milliseconds),
                        estimate.units(),
                        DryRunText.duration(estimate.milliseconds()));
    }

    private static String format(Map<String, Long> counts) {
        String text = counts.entrySet().stream()
                .filter(count -> count.getValue() != 0)
                .map(count -> "%s %,d".formatted(count.getKey(), count.getValue()))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "" : " (" + text + ")";
    }
}
