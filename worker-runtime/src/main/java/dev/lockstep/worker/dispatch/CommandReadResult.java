package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;

/** Result of parsing one record of a command topic. */
public sealed interface CommandReadResult {
    /** A complete command. */
    record Valid(Command command) implements CommandReadResult {}

    /** The header is valid but the rest of the command is not; the worker reports the command as rejected. */
    record Rejected(CommandHeader header, String reason) implements CommandReadResult {}

    /** The header is invalid; the record goes to the dead-letter topic. */
    record Unreadable(String reason) implements CommandReadResult {}
}
