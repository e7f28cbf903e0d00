package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;

/** Result of parsing one record of a command topic. */
public sealed interface CommandReadResult {
    /** A complete command. */
    record Valid(Command command) implements CommandReadResult {}

    /** A complete request about a target. */
    record Request(TargetRequest request) implements CommandReadResult {}

    /** The header of a request is valid but the rest is not; the worker reports the request as rejected. */
    record RejectedRequest(TargetRequestHeader header, String reason) implements CommandReadResult {}

    /** The header is valid but the rest of the command is not; the worker reports the command as rejected. */
    record Rejected(CommandHeader header, String reason) implements CommandReadResult {}

    /** The header is invalid; the record goes to the dead-letter topic. */
    record Unreadable(String reason) implements CommandReadResult {}
}
