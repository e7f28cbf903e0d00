package dev.lockstep.worker;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.RehearsalResult.RehearsedStep;
import dev.lockstep.contract.protocol.StepResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One rehearsal: applies and verifies all steps on a scratch copy, compensates them in reverse order, compares the copy
 * with what it was before, and applies and finishes all steps. An irreversible step, and those after it, are applied in
 * the second round only.
 */
final class Rehearsal {
    static final String FAILED = "rehearsal-failed";
    private static final int MAX_NAMED_PARTS = 10;

    private final ScratchCopy copy;
    private final ScratchDispatches dispatches;
    private final StepContext context;
    private final Map<StepId, Timed<StepResult>> applied = new HashMap<>();
    private final Map<StepId, Timed<CompensationResult>> compensated = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    Rehearsal(ScratchCopy copy, ScratchDispatches dispatches, StepContext context) {
        this.copy = copy;
        this.dispatches = dispatches;
        this.context = context;
    }

    /**
     * Runs the rehearsal to its end.
     *
     * @throws OperationFailed if a step fails, or if the copy differs after the compensation
     */
    RehearsalResult run(List<Step> steps) {
        long start = System.nanoTime();
        notes.addAll(copy.contents().notes());
        List<Step> undone =
                steps.stream().takeWhile(step -> !step.irreversible()).toList();
        ContentDigests before = copy.digests(context);
        undone.forEach(this::apply);
        undone.reversed().forEach(this::compensate);
        Failpoints.hit("rehearsal.before-comparison");
        requireEqual(before, copy.digests(context));
        undone.forEach(dispatches::purge);
        undone.forEach(dispatches::applyAgain);
        steps.stream().skip(undone.size()).forEach(this::apply);
        steps.stream().filter(step -> step.operation().needsFinish()).forEach(dispatches::finish);
        return new RehearsalResult(
                copy.contents().name(),
                copy.contents().units(),
                copy.contents().complete(),
                before.whole(),
                millisecondsSince(start),
                steps.stream().map(this::result).toList(),
                notes);
    }

    private void apply(Step step) {
        applied.put(step.id(), Timed.of(() -> dispatches.apply(step)));
    }

    private void compensate(Step step) {
        Timed<CompensationResult> timed = Timed.of(() -> dispatches.compensate(step));
        CompensationResult result = timed.value();
        if (result.conflicts() > 0) {
            throw OperationFailed.withoutEffect(
                    FAILED,
                    ("compensate of step %s on scratch copy %s left %d units as they were%s, although nobody else"
                                    + " writes to the copy")
                            .formatted(step.id(), copy.contents().name(), result.conflicts(), example(result)));
        }
        result.differences()
                .forEach(difference -> notes.add("after compensate of step %s: %s".formatted(step.id(), difference)));
        compensated.put(step.id(), timed);
    }

    private String example(CompensationResult result) {
        return result.conflictSamples().stream()
                .map(Conflict::unit)
                .map(context.masking()::key)
                .map(", such as %s"::formatted)
                .findFirst()
                .orElse("");
    }

    private void requireEqual(ContentDigests before, ContentDigests after) {
        List<String> differences = before.differences(after);
        if (!differences.isEmpty()) {
            throw OperationFailed.withoutEffect(
                    FAILED,
                    "scratch copy %s is not as before after all steps were compensated; %d parts differ: %s"
                            .formatted(
                                    copy.contents().name(),
                                    differences.size(),
                                    String.join(
                                            "; ",
                                            differences.subList(0, Math.min(differences.size(), MAX_NAMED_PARTS)))));
        }
    }

    private RehearsedStep result(Step step) {
        Timed<StepResult> first = Objects.requireNonNull(applied.get(step.id()));
        Timed<CompensationResult> undo = compensated.get(step.id());
        return new RehearsedStep(
                step.id(),
                first.value().changed(),
                undo == null ? null : undo.value().restored(),
                first.milliseconds(),
                undo == null ? null : undo.milliseconds());
    }

    private static long millisecondsSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private record Timed<T>(T value, long milliseconds) {
        static <T> Timed<T> of(Supplier<T> work) {
            long start = System.nanoTime();
            T value = work.get();
            return new Timed<>(value, millisecondsSince(start));
        }
    }
}
