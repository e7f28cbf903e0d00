package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/** Validates a command without its target: protocol version, header and checksum. */
final class CommandValidator {
    private CommandValidator() {}

    /** Returns the reason why this worker must not run the command, or null if the command is valid. */
    static @Nullable String rejectionReason(Command command) {
        CommandHeader header = command.header();
        Step step = command.step();
        if (header.protocol() != Protocol.VERSION) {
            return mismatch("protocol", header.protocol(), Protocol.VERSION);
        }
        if (!header.step().equals(step.id())) {
            return mismatch("step", header.step(), step.id());
        }
        if (!header.target().equals(step.target())) {
            return mismatch("target", header.target(), step.target());
        }
        // The worker must run exactly the step that the coordinator validated.
        Checksum checksum = command.checksum();
        return header.checksum().equals(checksum) ? null : mismatch("checksum", header.checksum(), checksum);
    }

    private static String mismatch(String field, Object found, Object expected) {
        return "the command header has %1$s %2$s; expected %1$s %3$s".formatted(field, found, expected);
    }
}
