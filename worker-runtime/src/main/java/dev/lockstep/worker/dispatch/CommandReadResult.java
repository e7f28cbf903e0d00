package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;

/** Result of reading one record of a command topic. */
public sealed interface CommandReadResult {
    /** A complete command. */
    record Valid(Command command) implements CommandReadResult {}

    /** The header is readable but the command is not supported; the worker reports it as rejected. */
    record Rejected(CommandHeader header, String reason) implements CommandReadResult {}

    /** The header is not readable; the record goes to the dead-letter topic. */
    record Unreadable(String reason) implements CommandReadResult {}
}
