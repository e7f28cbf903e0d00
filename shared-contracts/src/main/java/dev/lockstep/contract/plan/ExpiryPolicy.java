package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
                throw new IllegalArgumentException("ttl %s is shorter than a millisecond".formatted(duration));
            }
            if (duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "ttl %s is more than Redis can count: take none".formatted(duration));
            }
        }
    }

    /** Reads the form that a plan has; a duration is a number with ms, s, m, h or d, or ISO-8601. */
    @JsonCreator
    static ExpiryPolicy parse(String text) {
        return switch (text) {
            case "preserve" -> new Preserve();
            case "none" -> new None();
            default -> new After(Durations.parse(text));
        };
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

    /** Durations as plans write them. */
    final class Durations {
        private static final Pattern SHORT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
        private static final Map<String, Duration> UNITS = Map.of(
                "ms", Duration.ofMillis(1),
                "s", Duration.ofSeconds(1),
                "m", Duration.ofMinutes(1),
                "h", Duration.ofHours(1),
                "d", Duration.ofDays(1));

        private Durations() {}

        static Duration parse(String text) {
            Matcher matcher = SHORT.matcher(text);
            if (matcher.matches()) {
                return UNITS.getOrDefault(matcher.group(2), Duration.ZERO)
                        .multipliedBy(Long.parseLong(matcher.group(1)));
            }
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "%s is neither preserve, none, nor a duration such as 90s, 1h or PT1H".formatted(text), e);
            }
        }
    }
}
