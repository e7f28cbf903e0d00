package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.util.Optional;

/**
 * Turns errors of the worker itself, such as a stack overflow or a missing class, into permanent failures: a retry would
 * fail in the same way. An {@link OutOfMemoryError} ends the process instead.
 */
public final class WorkerErrors {
    private static final String CODE = "worker-error";

    private WorkerErrors() {}

    /** Returns the failure to report; empty for a simulated crash, after which a process sends no report. */
    public static Optional<StepFailure> failureOf(Command command, Throwable thrown) {
        ProcessExit.ifOutOfMemory(thrown);
        if (thrown instanceof FailpointCrash) {
            return Optional.empty();
        }
        Effect effect = command instanceof Command.Preflight ? Effect.NONE : Effect.PARTIAL;
        return Optional.of(Truncation.ofFailure(new StepFailure.Permanent(
                CODE, "the worker failed with %s; its log has the stack trace".formatted(thrown), effect)));
    }
}
