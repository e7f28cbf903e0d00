package dev.lockstep.worker;

import dev.lockstep.contract.plan.Placeholders;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running command with its signals and the builder of its reports.
 *
 * @param started whether the journal is known to have the step, so the step may have changed the target
 */
record Dispatch(Command command, DispatchSignals signals, ReportBuilder reports, AtomicBoolean started) {
    // Instant.toString omits zero fraction digits; the placeholder ${migration.startedAt} always has three.
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    static Dispatch of(Command command, DispatchSignals signals, ReportBuilder reports) {
        return new Dispatch(command, signals, reports, new AtomicBoolean());
    }

    void markStarted() {
        started.set(true);
    }

    boolean isStarted() {
        return started.get();
    }

    StepKey key() {
        return StepKey.of(command.header());
    }

    DispatchNumber number() {
        return command.header().dispatch();
    }

    Instant startedAt() {
        return command.header().startedAt();
    }

    StepOperation operation() {
        return resolved(command.step().operation());
    }

    /** The operation with its placeholders filled in. */
    StepOperation resolved(StepOperation operation) {
        return operation.resolve(placeholders());
    }

    /** The steps of the command with their placeholders filled in. */
    List<Step> resolvedSteps() {
        return command.steps().stream().map(this::resolved).toList();
    }

    private Step resolved(Step step) {
        return new Step(
                step.id(),
                step.target(),
                resolved(step.operation()),
                step.verify(),
                step.dependsOn(),
                step.irreversible(),
                step.onConflict());
    }

    List<Verification> checks() {
        return command.step().verify().stream().map(placeholders()::resolve).toList();
    }

    void throwIfSuperseded() {
        String reason = signals.stopReason();
        if (reason != null) {
            throw new DispatchSuperseded(key(), number(), reason);
        }
    }

    private Placeholders placeholders() {
        return new Placeholders(command.header().migration().toString(), MILLISECONDS.format(startedAt()));
    }
}
