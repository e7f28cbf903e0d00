package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Expiry of a destination key: {@code preserve}, {@code none}, or a duration such as {@code 1h}. */
public sealed interface ExpiryPolicy {
    /** The absolute expiry of the source key; none if the source has none. */
    record Preserve() implements ExpiryPolicy {}

    /** No expiry. */
    record None() implements ExpiryPolicy {}

    /** Expires the given duration after the key was written. */
    record After(Duration duration) implements ExpiryPolicy {
        private static final Duration SHORTEST = Duration.ofMillis(1);
        // The sum of this duration and the current time in milliseconds must fit into a long.
        private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE / 2);

        public After {
            if (duration.compareTo(SHORTEST) < 0) {
                throw InvalidValue.of("ttl is %s; the minimum is 1ms".formatted(duration), "write at least 1ms");
            }
            if (duration.compareTo(LONGEST) > 0) {
                throw InvalidValue.of(
                        "ttl is %s; the maximum is %s".formatted(duration, LONGEST), "write a shorter ttl, or none");
            }
        }
    }

    /** Parses the text of a plan; a duration is a number with ms, s, m, h or d, or ISO-8601. */
    @JsonCreator
    static ExpiryPolicy parse(String text) {
        return switch (text) {
            case "preserve" -> new Preserve();
            case "none" -> new None();
            default -> new After(duration(text));
        };
    }

    private static Duration duration(String text) {
        try {
            return PlanDuration.parse(text);
        } catch (DateTimeParseException _notADuration) {
            throw InvalidValue.of(
                    "%s is not an expiry".formatted(text), "write preserve, none, or " + PlanDuration.EXAMPLES);
        }
    }

    /** The text as in a plan. */
    @JsonValue
    default String text() {
        return switch (this) {
            case Preserve _preserve -> "preserve";
            case None _none -> "none";
            case After after -> after.duration().toString();
        };
    }
}
