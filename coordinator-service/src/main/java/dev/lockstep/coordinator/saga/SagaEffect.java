package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row to write because of an event, in the same transaction as the event. */
public sealed interface SagaEffect {
    /** Sends a command to a worker. */
    record Send(Command command) implements SagaEffect {}

    /** Ends the lease of a dispatch on which the saga expects no further report. */
    record Settle(StepId step, DispatchNumber dispatch) implements SagaEffect {}

    /** Keeps that a target has accepted a dispatch. */
    record KeepAccepted(TargetName target, AcceptedDispatch accepted) implements SagaEffect {}

    /** Schedules {@link SagaCommand.EndBackoff} for the step. */
    record ScheduleRetry(StepId step, Instant due) implements SagaEffect {}

    /**
     * Publishes an event to the subscribers.
     *
     * @param requester who requested the round of the event, its rollback or its end
     */
    record Publish(int round, Actor requester, MigrationEvent event) implements SagaEffect {}

    /** Asks an endpoint, and repeats it until its answer is as expected or the time limit is over. */
    record CallEndpoint(EndpointCall call) implements SagaEffect {}

    /**
     * Keeps what became of a question to an endpoint. The saga does not wait for its answer any more.
     *
     * @param askAgainAfter the time after which the endpoint is asked again all the same; absent if it is not
     */
    record EndCall(int number, EndpointAnswer answer, @Nullable Duration askAgainAfter) implements SagaEffect {}

    /** Lists a backup of what the steps on the target of this step touch. */
    record KeepBackup(StepId step, BackupResult result) implements SagaEffect {}

    /** Tells an endpoint what happened. Nothing waits for it. */
    record Notify(EndpointName endpoint, Notification notification) implements SagaEffect {}

    /** Claims all targets of a migration that has passed its gates, behind all others. */
    record EnterQueue() implements SagaEffect {}

    /** Moves a queued migration before all others that have not started; fails if none of them is before it. */
    record MoveToFront() implements SagaEffect {}

    /** Schedules {@link SagaCommand.CheckGates}; replaces an earlier schedule of the migration. */
    record ScheduleGateCheck(Instant due) implements SagaEffect {}

    /** Asks the targets of a contract whether its checks are met: at once, and again until they are. */
    record AskContractChecks() implements SagaEffect {}

    /** Stops asking about the checks of a contract. */
    record EndContractChecks() implements SagaEffect {}

    /**
     * Schedules {@link SagaCommand.CheckDeadlines}; replaces an earlier schedule of the migration.
     *
     * @param due absent if no deadline can pass any more, or while the migration is paused
     */
    record ScheduleDeadline(@Nullable Instant due) implements SagaEffect {}

    /**
     * Claims all targets of a completed migration again, before its rollback; fails if another migration claims one.
     */
    record ClaimTargets() implements SagaEffect {}

    /** Releases all targets, so that the next migrations can start. */
    record ReleaseTargets() implements SagaEffect {}
}
