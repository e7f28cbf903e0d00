package dev.lockstep.worker;

import java.util.List;

/**
 * The health of a target at one moment.
 *
 * @param issues the limits that are exceeded; empty while the target is healthy
 * @param isComplete false if a rate was not measured, because it needs another reading
 */
public record HealthReading(List<HealthIssue> issues, boolean isComplete) {
    public static final HealthReading HEALTHY = new HealthReading(List.of(), true);

    public HealthReading {
        issues = List.copyOf(issues);
    }
}
