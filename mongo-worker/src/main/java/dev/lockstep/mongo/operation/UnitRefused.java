package dev.lockstep.mongo.operation;

import dev.lockstep.contract.protocol.StepFailure;

/** Ends an apply at a document that it may not change; caught where the operation answers. */
final class UnitRefused extends RuntimeException {
    private final StepFailure failure;

    UnitRefused(StepFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    static UnitRefused of(String code, String message) {
        return new UnitRefused(new StepFailure.Permanent("mongo.update." + code, message, StepFailure.Effect.PARTIAL));
    }

    StepFailure failure() {
        return failure;
    }
}
