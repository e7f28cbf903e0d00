package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanRehearsal;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds the command to a worker for a dispatch. */
public final class CommandFactory {
    private final Duration lease;

    /** @param lease the time within which the worker must report again */
    public CommandFactory(Duration lease) {
        this.lease = lease;
    }

    Command create(EventCheck check, SagaEvent.Dispatched event) {
        SagaData data = check.requireState(SagaState.Started.class).data();
        Step step = stepOf(data, event.step());
        return switch (event.direction()) {
            case PREFLIGHT -> new Command.Preflight(header(data, step, event.dispatch()), step);
            case REHEARSE -> rehearse(data, step, event.dispatch());
            case DRY_RUN -> dryRun(data, step, event.dispatch());
            case BACKUP -> backup(data, step, event.dispatch());
            case APPLY -> new Command.Apply(header(data, step, event.dispatch()), step);
            case FINISH -> new Command.Finish(header(data, step, event.dispatch()), step);
            case COMPENSATE ->
                new Command.Compensate(
                        header(data, step, event.dispatch()),
                        step,
                        check.requireStep(step.id(), StepState.InCompensation.class)
                                .knownEffect());
        };
    }

    /** The command to erase a unit of a step. No saga waits for its answer. */
    public Command.Erase erase(SagaData data, StepId id, DispatchNumber dispatch, String unit, Actor requester) {
        Step step = stepOf(data, id);
        return new Command.Erase(header(data, step, Checksum.of(step), dispatch, requester), step, unit);
    }

    /**
     * The command to purge the journal of a step. No saga waits for its answer.
     *
     * @param fence the last dispatch of the migration on the target of the step; absent if the fence is not raised
     * @param rowsPerSecond the highest rate at which the worker removes rows
     */
    public Command.Purge purge(
            SagaData data,
            StepId id,
            DispatchNumber dispatch,
            @Nullable DispatchNumber fence,
            int rowsPerSecond,
            Actor requester) {
        Step step = stepOf(data, id);
        CommandHeader header = header(
                data.withControl(new RunControl(null, new Pace(rowsPerSecond, null))),
                step,
                Checksum.of(step),
                dispatch,
                requester);
        return new Command.Purge(header, step, fence);
    }

    /**
     * The command to restore the backup of a target. No saga waits for its answer.
     *
     * @param id the first step on the target
     */
    public Command.Restore restore(
            SagaData data, StepId id, DispatchNumber dispatch, Digest digest, boolean dryRun, Actor requester) {
        Step step = stepOf(data, id);
        return new Command.Restore(
                header(data, step, Checksum.of(step), dispatch, requester),
                step,
                data.submitted().migration(),
                digest,
                dryRun);
    }

    /**
     * The command that runs checks for a contract. No saga waits for its answer.
     *
     * @param step a step on the target, with the checks to run
     */
    public Command.Check check(SubmittedPlan contract, Step step, DispatchNumber dispatch) {
        return new Command.Check(
                new CommandHeader(
                        Protocol.VERSION,
                        messageId(contract.migration(), dispatch),
                        contract.migration(),
                        step.id(),
                        step.target(),
                        contract.knownIdentities().get(step.target()),
                        dispatch,
                        Checksum.of(step),
                        contract.checksum(),
                        lease,
                        contract.submittedAt(),
                        Actor.coordinator(),
                        null),
                step);
    }

    private CommandHeader header(SagaData data, Step step, DispatchNumber dispatch) {
        return header(data, step, Checksum.of(step), dispatch, data.requester());
    }

    private static Step stepOf(SagaData data, StepId id) {
        return data.step(id).withoutLimits();
    }

    private static List<Step> stepsOn(SagaData data, Step first) {
        return data.stepsOn(first.target()).stream().map(Step::withoutLimits).toList();
    }

    private Command rehearse(SagaData data, Step first, DispatchNumber dispatch) {
        List<Step> steps = stepsOn(data, first);
        PlanRehearsal rehearsal = data.submitted().plan().spec().rehearsal();
        OptionalInt limit = (rehearsal == null ? PlanRehearsal.DEFAULT : rehearsal).limit();
        return new Command.Rehearse(
                header(data, first, Checksum.of(steps), dispatch, data.requester()),
                first,
                steps.subList(1, steps.size()),
                limit.isPresent() ? limit.getAsInt() : null);
    }

    private Command dryRun(SagaData data, Step first, DispatchNumber dispatch) {
        List<Step> steps = stepsOn(data, first);
        return new Command.DryRun(
                header(data, first, Checksum.of(steps), dispatch, data.requester()),
                first,
                steps.subList(1, steps.size()));
    }

    private Command backup(SagaData data, Step first, DispatchNumber dispatch) {
        List<Step> steps = stepsOn(data, first);
        Plan plan = data.submitted().plan();
        return new Command.Backup(
                header(data, first, Checksum.of(steps), dispatch, data.requester()),
                first,
                steps.subList(1, steps.size()),
                plan.name(),
                Objects.requireNonNull(plan.spec().backup()).keep().duration());
    }

    private CommandHeader header(
            SagaData data, Step step, Checksum checksum, DispatchNumber dispatch, Actor requester) {
        MigrationId migration = data.submitted().migration();
        return new CommandHeader(
                Protocol.VERSION,
                messageId(migration, dispatch),
                migration,
                step.id(),
                step.target(),
                data.identities().get(step.target()),
                dispatch,
                checksum,
                data.submitted().checksum(),
                lease,
                data.startedAt(),
                requester,
                data.control().throttle());
    }

    // Derived from the dispatch number, so that a repeated message has the same id.
    private static UUID messageId(MigrationId migration, DispatchNumber dispatch) {
        return new UUID(migration.value().getMostSignificantBits(), dispatch.value());
    }
}
