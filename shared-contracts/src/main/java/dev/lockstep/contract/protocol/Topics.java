package dev.lockstep.contract.protocol;

import dev.lockstep.contract.plan.TargetName;
import java.util.Optional;

/** The names of the topics, which are public. */
public final class Topics {
    public static final String REPORTS = "lockstep.reports";
    public static final String TARGETS = "lockstep.targets";
    public static final String MIGRATIONS = "lockstep.migrations";
    private static final String COMMANDS = "lockstep.commands.";
    private static final String DEAD_LETTERS = "-dlt";

    private Topics() {}

    /** Where the commands of a target go: one partition, read by the group of the same name. */
    public static String commandsOf(TargetName target) {
        return COMMANDS + target;
    }

    /** Whose commands a topic carries; empty for a topic that carries none. */
    public static Optional<TargetName> targetOf(String topic) {
        return topic.startsWith(COMMANDS)
                ? Optional.of(new TargetName(topic.substring(COMMANDS.length())))
                : Optional.empty();
    }

    /** Where the unreadable messages of a topic go. */
    public static String deadLettersOf(String topic) {
        return topic + DEAD_LETTERS;
    }
}
