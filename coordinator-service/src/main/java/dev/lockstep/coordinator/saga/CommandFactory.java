package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Protocol;
import java.time.Duration;
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
        CommandHeader header = header(data, step, event.dispatch());
        return switch (event.direction()) {
            case PREFLIGHT -> new Command.Preflight(header, step);
            case APPLY -> new Command.Apply(header, step);
            case FINISH -> new Command.Finish(header, step);
            case COMPENSATE ->
                new Command.Compensate(
                        header,
                        step,
                        check.requireStep(step.id(), StepState.InCompensation.class)
                                .knownEffect());
        };
    }

    private CommandHeader header(SagaData data, Step step, DispatchNumber dispatch) {
        MigrationId migration = data.submitted().migration();
        return new CommandHeader(
                Protocol.VERSION,
                messageId(migration, dispatch),
                migration,
                step.id(),
                step.target(),
                data.identities().get(step.target()),
                dispatch,
                Checksum.of(step),
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
