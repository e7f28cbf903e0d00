package dev.lockstep.postgres.target;

import dev.lockstep.contract.protocol.StepFailure;

/** Carries a failure that is already understood out of the depth of a transaction, which rolls back on its way. */
public final class PostgresStepFailed extends RuntimeException {
    private final transient StepFailure failure;

    public PostgresStepFailed(StepFailure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    /**
     * Carries what the driver threw, too.
     *
     * @param cause what the failure only tells about
     */
    public PostgresStepFailed(StepFailure failure, Throwable cause) {
        super(failure.code() + ": " + failure.message(), cause);
        this.failure = failure;
    }

    public StepFailure failure() {
        return failure;
    }
}
