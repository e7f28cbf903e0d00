package dev.lockstep.contract.protocol;

import dev.lockstep.contract.plan.TargetName;
import java.util.Optional;

/** Names of the Kafka topics. They are public API. */
public final class Topics {
    public static final String REPORTS = "lockstep.reports";
    public static final String TARGETS = "lockstep.targets";
    public static final String MIGRATIONS = "lockstep.migrations";
    private static final String COMMANDS = "lockstep.commands.";
    private static final String DEAD_LETTERS = "-dlt";

    private Topics() {}

    /** The command topic of a target. It has one partition and a consumer group of the same name. */
    public static String commandsOf(TargetName target) {
        return COMMANDS + target;
    }

    /** The target of a command topic; empty if the topic is not a command topic. */
    public static Optional<TargetName> targetOf(String topic) {
        return topic.startsWith(COMMANDS)
                ? Optional.of(new TargetName(topic.substring(COMMANDS.length())))
                : Optional.empty();
    }

    /** The dead-letter topic of a topic. */
    public static String deadLettersOf(String topic) {
        return topic + DEAD_LETTERS;
    }
}
