package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;

/** How long an unreachable worker or store is waited for, from 1 second to 7 days; written as {@code 15m}. */
public record OutageLimit(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofDays(7);

    public OutageLimit {
        PlanDuration.requireBetween(MIN, MAX, duration);
    }

    /** Parses the text of a plan. */
    @JsonCreator
    static OutageLimit parse(String text) {
        return new OutageLimit(PlanDuration.parseValue(text));
    }
}
