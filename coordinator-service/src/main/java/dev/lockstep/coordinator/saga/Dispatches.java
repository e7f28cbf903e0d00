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

/** Puts a dispatch into the words of the protocol. */
final class Dispatches {
    private final Duration lease;

    Dispatches(Duration lease) {
        this.lease = lease;
    }

    SagaEffect.Send send(Following in, SagaEvent.Dispatched event) {
        return new SagaEffect.Send(command(in, event), event.attempt());
    }

    private Command command(Following in, SagaEvent.Dispatched event) {
        Run before = in.in(SagaState.Started.class).run();
        Step step = before.step(event.step());
        CommandHeader header = header(before, step, event.dispatch());
        return switch (event.direction()) {
            case PREFLIGHT -> new Command.Preflight(header, step);
            case APPLY -> new Command.Apply(header, step);
            case FINISH -> new Command.Finish(header, step);
            case COMPENSATE ->
                new Command.Compensate(
                        header,
                        step,
                        in.step(step.id(), StepState.Undoing.class).known());
        };
    }

    private CommandHeader header(Run before, Step step, DispatchNumber dispatch) {
        return new CommandHeader(
                Protocol.VERSION,
                messageId(before.posted().migration(), dispatch),
                before.posted().migration(),
                step.id(),
                step.target(),
                before.identities().get(step.target()),
                dispatch,
                Checksum.of(step),
                lease,
                before.startedAt());
    }

    /** The same dispatch is the same message, however often it is sent. */
    private static UUID messageId(MigrationId migration, DispatchNumber dispatch) {
        return new UUID(migration.value().getMostSignificantBits(), dispatch.value());
    }
}
