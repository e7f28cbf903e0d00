package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;

/** What a record on a command topic turned out to be. */
public sealed interface CommandReading {
    /** A command that can be run, or judged by the runner. */
    record Understood(Command command) implements CommandReading {}

    /** A command of a kind that this worker does not know; who sent it can be told. */
    record Refused(CommandHeader header, String reason) implements CommandReading {}

    /** Not a command, as far as anyone can tell. */
    record Unreadable(String reason) implements CommandReading {}
}
