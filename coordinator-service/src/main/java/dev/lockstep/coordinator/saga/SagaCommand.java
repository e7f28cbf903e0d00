package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the saga can be told. */
public sealed interface SagaCommand {
    Occasion occasion();

    /** A valid plan was posted. */
    record Submit(Occasion occasion, MigrationId migration, Plan plan) implements SagaCommand {}

    /** The locks of all targets are this migration's. */
    record Start(Occasion occasion) implements SagaCommand {}

    /** Word of a dispatch, or of the pause before one; about any other than the outstanding one it is late. */
    sealed interface StepNews extends SagaCommand {}

    /** A worker answered. Accepted and heartbeat only renew a lease and change nothing here. */
    record Hear(Occasion occasion, Report report) implements StepNews {}

    /**
     * A dispatch was silent past its lease.
     *
     * @param lastHeard when a worker last answered to this very dispatch; absent if none ever did
     */
    record LapseLease(Occasion occasion, StepId step, DispatchNumber dispatch, @Nullable Instant lastHeard)
            implements StepNews {}

    /** The pause before a step's next attempt is over. */
    record Wake(Occasion occasion, StepId step) implements StepNews {}

    /** The message broker refuses this dispatch for good. */
    record RefuseDispatch(Occasion occasion, StepId step, DispatchNumber dispatch, String reason) implements StepNews {}

    /** What a person asks for; answered with a refusal where the state does not allow it. */
    sealed interface OperatorAction extends SagaCommand {}

    /** Call it off; once something was applied, put it back. */
    record Cancel(Occasion occasion) implements OperatorAction {}

    /** Put a completed migration back. */
    record Rollback(Occasion occasion) implements OperatorAction {}

    /** Makes sense only where a step is stuck. */
    sealed interface StuckAction extends OperatorAction {}

    /** Try what is stuck again, with fresh attempts. */
    record Retry(Occasion occasion) implements StuckAction {}

    /** Leave a stuck step applied and go on with what waited for it. */
    record Skip(Occasion occasion, StepId step) implements StuckAction {}

    /** End it as it is. */
    record Close(Occasion occasion) implements StuckAction {}
}
