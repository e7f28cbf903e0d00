package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;

/** What the saga can be told. */
public sealed interface SagaCommand {
    Occasion occasion();

    /** A valid plan was posted. */
    record Submit(Occasion occasion, MigrationId migration, Plan plan) implements SagaCommand {}

    /** The locks of all targets are this migration's. */
    record Start(Occasion occasion) implements SagaCommand {}

    /** A worker answered. Accepted and heartbeat only renew a lease and change nothing here. */
    record Hear(Occasion occasion, Report report) implements SagaCommand {}

    /** A dispatch was silent past its lease. */
    record LapseLease(Occasion occasion, StepId step, DispatchNumber dispatch) implements SagaCommand {}

    /** The pause before a step's next attempt is over. */
    record Wake(Occasion occasion, StepId step) implements SagaCommand {}

    /** The message broker refuses this dispatch for good. */
    record RefuseDispatch(Occasion occasion, StepId step, DispatchNumber dispatch, String because)
            implements SagaCommand {}

    /** What a person asks for; answered with a refusal where the state does not allow it. */
    sealed interface OperatorAction extends SagaCommand {}

    /** Call it off; once something was applied, put it back. */
    record Cancel(Occasion occasion) implements OperatorAction {}

    /** Put a completed migration back. */
    record Rollback(Occasion occasion) implements OperatorAction {}

    /** Try the stuck compensations again, with fresh attempts. */
    record Retry(Occasion occasion) implements OperatorAction {}

    /** Leave a stuck step applied and go on with what waited for it. */
    record Skip(Occasion occasion, StepId step) implements OperatorAction {}

    /** End it as it is. */
    record Close(Occasion occasion) implements OperatorAction {}
}
