package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;

/** How long a backup is kept, from 1 hour to 3650 days; written as {@code 7d} or {@code P7D}. */
public record KeepTime(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofHours(1);
    private static final Duration MAX = Duration.ofDays(3_650);

    public KeepTime {
        PlanDuration.requireBetween(MIN, MAX, duration);
    }

    /** Parses the text of a plan. */
    @JsonCreator
    static KeepTime parse(String text) {
        return new KeepTime(PlanDuration.parseValue(text));
    }
}
