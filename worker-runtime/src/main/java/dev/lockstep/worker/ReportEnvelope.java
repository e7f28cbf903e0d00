package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every report of one worker says of itself.
 *
 * @param worker the process, for people
 * @param messageIds where the ids of its messages come from
 */
public record ReportEnvelope(String worker, Supplier<UUID> messageIds) {
    /** The header of one more report on a command. */
    public ReportHeader answering(CommandHeader command, @Nullable TargetIdentity identity) {
        return new ReportHeader(
                Protocol.VERSION,
                messageIds.get(),
                command.migration(),
                command.step(),
                command.target(),
                identity,
                command.dispatch(),
                worker);
    }
}
