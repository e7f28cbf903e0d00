package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A step's row in its target's journal.
 *
 * @param dispatch the dispatch that wrote this row last
 * @param applied what apply (and finish) did; absent until it was applied
 * @param compensated what compensate did; absent until it was compensated
 */
public record StepRecord(
        StepKey key,
        StepPhase phase,
        DispatchNumber dispatch,
        Checksum checksum,
        @Nullable StepResult applied,
        @Nullable CompensationResult compensated) {

    static StepRecord begun(StepKey key, StepPhase phase, DispatchNumber dispatch, Checksum checksum) {
        return new StepRecord(key, phase, dispatch, checksum, null, null);
    }

    StepRecord under(DispatchNumber newer) {
        return new StepRecord(key, phase, newer, checksum, applied, compensated);
    }

    StepRecord in(StepPhase next, DispatchNumber newer) {
        return new StepRecord(key, next, newer, checksum, applied, compensated);
    }

    StepRecord applied(StepPhase next, StepResult result) {
        return new StepRecord(key, next, dispatch, checksum, result, compensated);
    }

    /** The finish did more of the same step: its units and counts come on top of what apply did. */
    StepRecord finished(StepResult result) {
        StepResult before = appliedOrThrow();
        Map<String, Long> counts = new LinkedHashMap<>(before.counts());
        result.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
        List<StepResult.UnitNote> samples = Stream.concat(before.samples().stream(), result.samples().stream())
                .toList();
        return applied(
                StepPhase.FINISHED,
                new StepResult(before.changed() + result.changed(), counts, samples, before.checks()));
    }

    StepResult appliedOrThrow() {
        return present(applied, "applied");
    }

    CompensationResult compensatedOrThrow() {
        return present(compensated, "compensated");
    }

    private <T> T present(@Nullable T result, String name) {
        if (result == null) {
            throw new IllegalStateException("%s is %s without a result of being %s".formatted(key, phase, name));
        }
        return result;
    }

    StepRecord compensated(CompensationResult result) {
        return new StepRecord(key, StepPhase.COMPENSATED, dispatch, checksum, applied, result);
    }
}
