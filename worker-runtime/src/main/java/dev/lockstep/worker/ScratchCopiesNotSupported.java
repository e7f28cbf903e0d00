package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetKind;

/** A kind of store that cannot be copied. A plan that asks for a rehearsal on such a target fails before its first step. */
public record ScratchCopiesNotSupported(TargetKind kind) implements ScratchCopies {
    @Override
    public ScratchCopy create(ScratchRequest request, StepContext context) {
        throw OperationFailed.withoutEffect(
                "rehearsal-not-supported",
                "this worker makes no scratch copies of targets of kind %s; remove spec.rehearsal".formatted(kind));
    }

    @Override
    public void deleteAbandoned() {}
}
