package dev.lockstep.worker;

import dev.lockstep.contract.plan.Placeholders;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/** A running command with its signals and the builder of its reports. */
record Dispatch(Command command, DispatchSignals signals, ReportBuilder reports) {
    // Instant.toString omits zero fraction digits; the placeholder ${migration.startedAt} always has three.
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    StepKey key() {
        return StepKey.of(command.header());
    }

    DispatchNumber number() {
        return command.header().dispatch();
    }

    Instant startedAt() {
        return command.header().startedAt();
    }

    StepOperation operation() {
        return command.step().operation().resolve(placeholders());
    }

    List<Verification> checks() {
        return command.step().verify().stream().map(placeholders()::resolve).toList();
    }

    void throwIfSuperseded() {
        String reason = signals.stopReason();
        if (reason != null) {
            throw new DispatchSuperseded(key(), number(), reason);
        }
    }

    private Placeholders placeholders() {
        return new Placeholders(command.header().migration().toString(), MILLISECONDS.format(startedAt()));
    }
}
