package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** How long a backup is kept, from 1 hour to 3650 days; written as {@code 7d} or {@code P7D}. */
public record KeepTime(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofHours(1);
    private static final Duration MAX = Duration.ofDays(3_650);

    public KeepTime {
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
    static KeepTime parse(String text) {
        try {
            return new KeepTime(PlanDuration.parse(text));
        } catch (DateTimeParseException _notADuration) {
            throw InvalidValue.withoutPath(
                    "the duration",
                    "is \"%s\", which is not a duration".formatted(text),
                    "write " + PlanDuration.EXAMPLES);
        }
    }
}
