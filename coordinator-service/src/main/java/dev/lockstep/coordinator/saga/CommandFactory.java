package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Builds the command to a worker for a dispatch. */
final class CommandFactory {
    private final Duration lease;

    CommandFactory(Duration lease) {
        this.lease = lease;
    }

    Command create(EventCheck check, SagaEvent.Dispatched event) {
        SagaData data = check.requireState(SagaState.Started.class).data();
        Step step = data.step(event.step());
        return switch (event.direction()) {
            case PREFLIGHT -> new Command.Preflight(header(data, step, event.dispatch()), step);
            case DRY_RUN -> dryRun(data, step, event.dispatch());
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

    private CommandHeader header(SagaData data, Step step, DispatchNumber dispatch) {
        return header(data, step, Checksum.of(step), dispatch);
    }

    private Command dryRun(SagaData data, Step first, DispatchNumber dispatch) {
        List<Step> steps = data.stepsOn(first.target());
        return new Command.DryRun(
                header(data, first, Checksum.of(steps), dispatch), first, steps.subList(1, steps.size()));
    }

    private CommandHeader header(SagaData data, Step step, Checksum checksum, DispatchNumber dispatch) {
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
                data.requester());
    }

    // Derived from the dispatch number, so that a repeated message has the same id.
    private static UUID messageId(MigrationId migration, DispatchNumber dispatch) {
        return new UUID(migration.value().getMostSignificantBits(), dispatch.value());
    }
}
