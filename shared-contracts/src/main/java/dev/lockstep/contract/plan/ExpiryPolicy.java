package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Expiry of a destination key: {@code preserve}, {@code none}, or a duration such as {@code 1h}. */
public sealed interface ExpiryPolicy {
    /** The destination key expires when the source key would have; it has no expiry if the source key has none. */
    record Preserve() implements ExpiryPolicy {}

    /** The destination key has no expiry. */
    record None() implements ExpiryPolicy {}

    /** The destination key expires this long after it was written. */
    record After(Duration duration) implements ExpiryPolicy {
        private static final Duration MIN = Duration.ofMillis(1);
        // The sum of this duration and the current time in milliseconds must fit into a long.
        private static final Duration MAX = Duration.ofMillis(Long.MAX_VALUE / 2);

        public After {
            if (duration.compareTo(MIN) < 0) {
                throw InvalidValue.of(
                        "operation.ttl is %s, which is below the minimum of %s"
                                .formatted(PlanDuration.format(duration), PlanDuration.format(MIN)),
                        "write a longer duration, or none for no expiry");
            }
            if (duration.compareTo(MAX) > 0) {
                throw InvalidValue.of(
                        "operation.ttl is %s, which exceeds the maximum of %dd"
                                .formatted(PlanDuration.format(duration), MAX.toDays()),
                        "write a shorter duration, or none for no expiry");
            }
        }
    }

    /** Parses the text of a plan. */
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
                    "operation.ttl is \"%s\", which is not a duration".formatted(text),
                    "write preserve, none, or " + PlanDuration.EXAMPLES);
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
