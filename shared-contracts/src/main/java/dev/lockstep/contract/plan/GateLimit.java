package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** How long a migration waits at a gate, from 1 second to 90 days; written as {@code 1h} or {@code PT1H}. */
public record GateLimit(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofDays(90);

    public GateLimit {
        if (duration.compareTo(MIN) < 0 || duration.compareTo(MAX) > 0) {
            throw InvalidValue.withoutPath(
                    "the duration",
                    "is %s; %s to %s is expected"
                            .formatted(
                                    PlanDuration.format(duration), PlanDuration.format(MIN), PlanDuration.format(MAX)),
                    "write " + PlanDuration.EXAMPLES);
        }
    }

    /** Parses the text of a plan. */
    @JsonCreator
    static GateLimit parse(String text) {
        try {
            return new GateLimit(PlanDuration.parse(text));
        } catch (DateTimeParseException _notADuration) {
            throw InvalidValue.withoutPath(
                    "the duration",
                    "is \"%s\", which is not a duration".formatted(text),
                    "write " + PlanDuration.EXAMPLES);
        }
    }
}
