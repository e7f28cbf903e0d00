package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** A duration for a Redis expiry, from 1 millisecond to 36,500 days; written as {@code 1h} or {@code PT1H}. */
public record ExpiryDuration(@JsonValue Duration duration) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    // Scripts count expiries in milliseconds as floating-point numbers; up to here these are exact.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    public ExpiryDuration {
        if (duration.compareTo(SHORTEST) < 0) {
            throw InvalidValue.of(
                    "the duration is %s; the shortest is 1 millisecond".formatted(duration), "write at least 1ms");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw InvalidValue.of(
                    "the duration is %s; the longest is %d days".formatted(duration, LONGEST.toDays()),
                    "write at most %dd, or remove: true for no expiry".formatted(LONGEST.toDays()));
        }
    }

    /** Reads the form that plans have. */
    @JsonCreator
    static ExpiryDuration parse(String text) {
        try {
            return new ExpiryDuration(PlanDuration.parse(text));
        } catch (DateTimeParseException _notADuration) {
            throw InvalidValue.of("\"%s\" is not a duration".formatted(text), "write " + PlanDuration.EXAMPLES);
        }
    }
}
