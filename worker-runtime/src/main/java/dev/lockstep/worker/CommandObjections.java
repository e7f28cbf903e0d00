package dev.lockstep.worker;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a command by itself, whatever its target holds. */
final class CommandObjections {
    private CommandObjections() {}

    /** Why no worker of this version should take the command; absent if it may be taken. */
    static @Nullable String to(Command command) {
        CommandHeader header = command.header();
        Step step = command.step();
        if (header.protocol() != Protocol.VERSION) {
            return differ("protocol", header.protocol(), Protocol.VERSION);
        }
        if (!header.step().equals(step.id())) {
            return differ("step", header.step(), step.id());
        }
        if (!header.target().equals(step.target())) {
            return differ("target", header.target(), step.target());
        }
        // What was validated, locked and approved is what runs: a step changed on its way is never run.
        Checksum checksum = Checksum.of(step);
        return header.checksum().equals(checksum) ? null : differ("checksum", header.checksum(), checksum);
    }

    private static String differ(String what, Object announced, Object found) {
        return "the command says %s %s, and it is %s here".formatted(what, announced, found);
    }
}
