package dev.lockstep.contract.protocol;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import java.util.Locale;

/** Names of the Kafka topics. They are public API. */
public final class Topics {
    public static final String REPORTS = "lockstep.reports";
    public static final String TARGETS = "lockstep.targets";
    public static final String MIGRATIONS = "lockstep.migrations";
    /** The largest message of any topic, in bytes, with key and headers. Dead letters may be larger by their headers. */
    public static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

    private static final String COMMANDS = "lockstep.commands.";
    private static final String DEAD_LETTERS = "-dlt";

    private Topics() {}

    /** The command topic of a target. It has one partition. */
    public static String commandsOf(TargetName target) {
        return COMMANDS + target;
    }

    /** The consumer group of all workers for this kind of store. Each worker consumes the topics of its targets. */
    public static String workerGroup(TargetKind kind) {
        return "lockstep.workers." + kind.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The key of a registration in the topic of the targets, which is compacted: Kafka keeps the last registration of
     * each target by each worker. The key of a heartbeat is the name of its worker.
     */
    public static String registrationKey(TargetName target, String worker) {
        return target + "/" + worker;
    }

    /** The dead-letter topic of a topic. */
    public static String deadLettersOf(String topic) {
        return topic + DEAD_LETTERS;
    }
}
