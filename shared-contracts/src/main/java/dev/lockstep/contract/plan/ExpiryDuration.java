package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;

/** A duration for a Redis expiry, from 1 millisecond to 36,500 days; written as {@code 1h} or {@code PT1H}. */
public record ExpiryDuration(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofMillis(1);
    // Lua scripts add milliseconds as floating-point numbers, which are exact below 2^53; 100 years stay far below.
    private static final Duration MAX = Duration.ofDays(36_500);

    public ExpiryDuration {
        if (duration.compareTo(MIN) < 0) {
            throw InvalidValue.withoutPath(
                    "the duration",
                    "is %s, which is below the minimum of %s"
                            .formatted(PlanDuration.format(duration), PlanDuration.format(MIN)),
                    "write " + PlanDuration.EXAMPLES);
        }
        if (duration.compareTo(MAX) > 0) {
            throw InvalidValue.withoutPath(
                    "the duration",
                    "is %s, which exceeds the maximum of %s"
                            .formatted(PlanDuration.format(duration), PlanDuration.format(MAX)),
                    "write a shorter duration, or remove: true for no expiry");
        }
    }

    /** Parses the text of a plan. */
    @JsonCreator
    static ExpiryDuration parse(String text) {
        return new ExpiryDuration(PlanDuration.parseValue(text));
    }
}
