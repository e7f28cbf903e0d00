package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;

/** How long a migration waits at a gate, from 1 second to 90 days; written as {@code 1h} or {@code PT1H}. */
public record GateLimit(@JsonValue Duration duration) {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofDays(90);

    public GateLimit {
        PlanDuration.requireBetween(MIN, MAX, duration);
    }

    /** Parses the text of a plan. */
    @JsonCreator
    static GateLimit parse(String text) {
        return new GateLimit(PlanDuration.parseValue(text));
    }
}
