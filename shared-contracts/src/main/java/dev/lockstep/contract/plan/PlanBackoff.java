package dev.lockstep.contract.plan;

import org.jspecify.annotations.Nullable;

/**
 * The time before a step is dispatched again. It doubles with each failure.
 *
 * @param first after the first failure; absent if the coordinator's setting applies
 * @param max the longest one; absent if the coordinator's setting applies
 */
public record PlanBackoff(@Nullable BackoffTime first, @Nullable BackoffTime max) {
    public PlanBackoff {
        if (first == null && max == null) {
            throw InvalidValue.of("backoff has neither first nor max", "add first, max or both, or remove backoff");
        }
        if (first != null && max != null && first.duration().compareTo(max.duration()) > 0) {
            throw InvalidValue.in(
                    "max",
                    "backoff.first is %s but backoff.max is %s; max must not be shorter than first"
                            .formatted(first, max),
                    "raise max to %s or more, or lower first".formatted(first));
        }
    }
}
