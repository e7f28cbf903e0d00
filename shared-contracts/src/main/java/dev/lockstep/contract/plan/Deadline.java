package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;

/** The time within which a step or a migration must be done, from 1 second to 30 days; written as {@code 1h}. */
public record Deadline(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofDays(30);

    public Deadline {
        PlanDuration.requireBetween(MIN, MAX, duration);
    }

    /** Parses the text of a plan. */
    @JsonCreator
    static Deadline parse(String text) {
        return new Deadline(PlanDuration.parseValue(text));
    }

    /** The text in a plan, such as {@code 90s}. */
    @Override
    public String toString() {
        return PlanDuration.format(duration);
    }
}
