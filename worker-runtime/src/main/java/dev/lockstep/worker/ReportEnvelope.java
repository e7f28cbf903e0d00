package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetReportHeader;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates the headers of a worker's reports.
 *
 * @param worker human-readable name of the worker process
 * @param messageIds supplies the message ids
 */
public record ReportEnvelope(String worker, Supplier<UUID> messageIds) {
    /** Creates the header of a new report on a command. */
    public ReportHeader headerFor(CommandHeader command, @Nullable TargetIdentity identity) {
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

    /** Creates the header of a new report on a request about a target. */
    public TargetReportHeader headerFor(TargetRequestHeader request, @Nullable TargetIdentity identity) {
        return new TargetReportHeader(
                Protocol.VERSION, messageIds.get(), request.target(), identity, request.dispatch(), worker);
    }
}
