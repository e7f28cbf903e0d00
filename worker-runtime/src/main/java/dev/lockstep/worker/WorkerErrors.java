package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.service.ProcessExit;
import java.util.Optional;

/**
 * Turns errors of the worker itself, such as a stack overflow or a missing class, into permanent failures: a retry would
 * fail in the same way. A fatal error ends the process instead, see {@link ProcessExit}.
 */
public final class WorkerErrors {
    private static final String CODE = "worker-error";

    private WorkerErrors() {}

    /** Returns the failure to report; empty for a simulated crash, after which a process sends no report. */
    public static Optional<StepFailure> failureOf(Effect effect, Throwable thrown) {
        ProcessExit.ifFatal(thrown);
        if (thrown instanceof FailpointCrash) {
            return Optional.empty();
        }
        return Optional.of(Truncation.ofFailure(new StepFailure.Permanent(
                CODE,
                "the worker failed with %s; its log has the stack trace".formatted(ExceptionText.of(thrown)),
                effect)));
    }
}
