package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;

/** The time before a step is dispatched again, from 100 milliseconds to 1 hour; written as {@code 500ms}. */
public record BackoffTime(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofHours(1);

    public BackoffTime {
        PlanDuration.requireBetween(MIN, MAX, duration);
    }

    /** Parses the text of a plan. */
    @JsonCreator
    static BackoffTime parse(String text) {
        return new BackoffTime(PlanDuration.parseValue(text));
    }

    /** The text in a plan, such as {@code 500ms}. */
    @Override
    public String toString() {
        return PlanDuration.format(duration);
    }
}
