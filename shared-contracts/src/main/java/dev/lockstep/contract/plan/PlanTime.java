package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A point in time of the years 1970 to 9999, in milliseconds; written with an offset, such as
 * {@code 2026-12-01T23:00:00+01:00}.
 */
public record PlanTime(@JsonValue Instant instant) {
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    public PlanTime {
        if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(END)) {
            throw InvalidValue.withoutPath(
                    "the time",
                    "is %s; a time from 1970 to 9999 is expected".formatted(instant),
                    "write a time such as 2026-12-01T22:00:00Z");
        }
        instant = instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Parses a text with an offset.
     *
     * @throws InvalidValue if it is not a time, or has no offset
     */
    @JsonCreator
    public static PlanTime parse(String text) {
        try {
            return new PlanTime(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _notATime) {
            throw InvalidValue.withoutPath(
                    "the time",
                    "is \"%s\", which is not a time with an offset".formatted(text),
                    "write a time such as 2026-12-01T22:00:00Z or 2026-12-01T23:00:00+01:00");
        }
    }

    @Override
    public String toString() {
        return instant.toString();
    }
}
