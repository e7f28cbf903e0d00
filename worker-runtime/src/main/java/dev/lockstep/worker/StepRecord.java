package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepResult;
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

    StepRecord compensated(CompensationResult result) {
        return new StepRecord(key, StepPhase.COMPENSATED, dispatch, checksum, applied, result);
    }
}
