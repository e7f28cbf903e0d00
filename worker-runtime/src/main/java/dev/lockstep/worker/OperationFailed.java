package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;

/**
 * Ends a dispatch with a failure that the executor has classified. The runner reports this failure unchanged; it
 * classifies all other exceptions with {@link ConnectedTarget#classify}.
 */
public final class OperationFailed extends RuntimeException {
    private final transient StepFailure failure;

    public OperationFailed(StepFailure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    /**
     * Creates the exception with its cause.
     *
     * @param cause the driver's exception that {@code failure} describes
     */
    public OperationFailed(StepFailure failure, Throwable cause) {
        super(failure.code() + ": " + failure.message(), cause);
        this.failure = failure;
    }

    /** Creates a permanent failure that changed nothing in the store. */
    public static OperationFailed withoutEffect(String code, String message) {
        return new OperationFailed(StepFailure.Permanent.withoutEffect(code, message));
    }

    /** Creates a permanent failure after some units were changed. */
    public static OperationFailed withPartialEffect(String code, String message) {
        return new OperationFailed(new StepFailure.Permanent(code, message, Effect.PARTIAL));
    }

    /** Creates a failure after which a retry may succeed. */
    public static OperationFailed retriable(String code, String message) {
        return new OperationFailed(new StepFailure.Transient(code, message));
    }

    public StepFailure failure() {
        return failure;
    }
}
