package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** The expiry that a destination key gets: {@code preserve}, {@code none}, or a duration such as {@code 1h}. */
public sealed interface ExpiryPolicy {
    /** The source's absolute expiry, or none where it has none. */
    record Preserve() implements ExpiryPolicy {}

    /** No expiry. */
    record None() implements ExpiryPolicy {}

    /** So long from the moment of writing. */
    record After(Duration duration) implements ExpiryPolicy {
        private static final Duration SHORTEST = Duration.ofMillis(1);
        // The moment of expiry, too, is counted in milliseconds.
        private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE / 2);

        public After {
            if (duration.compareTo(SHORTEST) < 0) {
                throw InvalidValue.of("ttl is %s, less than a millisecond".formatted(duration), "write at least 1ms");
            }
            if (duration.compareTo(LONGEST) > 0) {
                throw InvalidValue.of(
                        "ttl is %s; the most that Redis can count is %s".formatted(duration, LONGEST), "write none");
            }
        }
    }

    /** Reads the form that a plan has; a duration is a number with ms, s, m, h or d, or ISO-8601. */
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

    /** The form that a plan has. */
    @JsonValue
    default String text() {
        return switch (this) {
            case Preserve _preserve -> "preserve";
            case None _none -> "none";
            case After after -> after.duration().toString();
        };
    }
}
