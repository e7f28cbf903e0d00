package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The row of a step in its target's journal.
 *
 * @param dispatch the last dispatch that wrote this row
 * @param checksum checksum of the step in the command that created this row
 * @param plan checksum of the plan in the command that created this row; absent if the command had none
 * @param applied result of apply and finish; absent until the step is applied
 * @param compensated result of the compensation; absent until the step is compensated
 */
public record StepRecord(
        StepKey key,
        StepPhase phase,
        DispatchNumber dispatch,
        Checksum checksum,
        @Nullable Checksum plan,
        @Nullable StepResult applied,
        @Nullable CompensationResult compensated) {
    private static final String ERASED_WITH_UNIT = "erased with a unit of the step";

    static StepRecord create(
            StepKey key, StepPhase phase, DispatchNumber dispatch, Checksum checksum, @Nullable Checksum plan) {
        return new StepRecord(key, phase, dispatch, checksum, plan, null, null);
    }

    StepRecord withDispatch(DispatchNumber newer) {
        return new StepRecord(key, phase, newer, checksum, plan, applied, compensated);
    }

    StepRecord withPhase(StepPhase next, DispatchNumber newer) {
        return new StepRecord(key, next, newer, checksum, plan, applied, compensated);
    }

    StepRecord withApplied(StepPhase next, StepResult result) {
        return new StepRecord(key, next, dispatch, checksum, plan, result, compensated);
    }

    /** Adds the result of the finish to the result of the apply. */
    StepRecord withFinished(StepResult result) {
        StepResult applyResult = appliedOrThrow();
        Map<String, Long> counts = new LinkedHashMap<>(applyResult.counts());
        result.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
        List<StepResult.UnitNote> samples = Stream.concat(applyResult.samples().stream(), result.samples().stream())
                .toList();
        return withApplied(
                StepPhase.FINISHED,
                new StepResult(applyResult.changed() + result.changed(), counts, samples, applyResult.checks()));
    }

    /** The same row without the values in the conflicts of its result. */
    StepRecord withoutConflictValues() {
        if (compensated == null) {
            return this;
        }
        List<Conflict> conflicts = compensated.conflictSamples().stream()
                .map(conflict -> new Conflict(conflict.unit(), ERASED_WITH_UNIT, ERASED_WITH_UNIT))
                .toList();
        return withCompensated(new CompensationResult(
                compensated.restored(),
                compensated.conflicts(),
                conflicts,
                compensated.counts(),
                compensated.differences()));
    }

    StepResult appliedOrThrow() {
        return requireResult(applied, "applied");
    }

    CompensationResult compensatedOrThrow() {
        return requireResult(compensated, "compensated");
    }

    private <T> T requireResult(@Nullable T result, String name) {
        if (result == null) {
            throw new IllegalStateException("the row of %s is %s but has no %s result".formatted(key, phase, name));
        }
        return result;
    }

    StepRecord withCompensated(CompensationResult result) {
        return new StepRecord(key, StepPhase.COMPENSATED, dispatch, checksum, plan, applied, result);
    }
}
