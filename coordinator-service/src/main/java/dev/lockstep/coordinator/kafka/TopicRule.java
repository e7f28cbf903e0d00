package dev.lockstep.coordinator.kafka;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** How the found value of a topic setting is compared with the needed value. */
enum TopicRule {
    EQUAL,
    AT_LEAST,
    AT_MOST;

    private static final long UNLIMITED = -1;

    private static final Map<String, TopicRule> BY_SETTING = Map.of(
            TopicConfig.RETENTION_MS_CONFIG, AT_LEAST,
            TopicConfig.RETENTION_BYTES_CONFIG, AT_LEAST,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, AT_LEAST,
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, AT_LEAST,
            TopicConfig.SEGMENT_MS_CONFIG, AT_MOST,
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, AT_MOST);

    static TopicRule of(String setting) {
        return BY_SETTING.getOrDefault(setting, EQUAL);
    }

    boolean isMet(String needed, String found) {
        return switch (this) {
            case EQUAL -> needed.equals(found);
            case AT_LEAST -> number(found) >= number(needed);
            case AT_MOST -> number(found) <= number(needed);
        };
    }

    String describe(String needed) {
        if (number(needed) == Long.MAX_VALUE) {
            return "-1 (no limit)";
        }
        return switch (this) {
            case EQUAL -> needed;
            case AT_LEAST -> "at least " + needed;
            case AT_MOST -> "at most " + needed;
        };
    }

    /** A negative limit means that there is none. */
    private long number(String value) {
        if (this == EQUAL) {
            return 0;
        }
        long number = Long.parseLong(value);
        return number <= UNLIMITED ? Long.MAX_VALUE : number;
    }
}
