package dev.lockstep.contract.plan;

import org.jspecify.annotations.Nullable;

/**
 * How often and how long failed dispatches are repeated. An absent field leaves the value of the plan, or else the
 * coordinator's setting.
 *
 * @param attempts the number of failed attempts after which a step is given up, from 1 to 100
 * @param outageLimit how long an unreachable worker or store is waited for
 */
public record PlanRetry(@Nullable Integer attempts, @Nullable PlanBackoff backoff, @Nullable OutageLimit outageLimit) {
    private static final int MAX_ATTEMPTS = 100;

    public PlanRetry {
        if (attempts != null && (attempts < 1 || attempts > MAX_ATTEMPTS)) {
            throw InvalidValue.in(
                    "attempts",
                    "attempts is %d; 1 to %d is expected".formatted(attempts, MAX_ATTEMPTS),
                    attempts < 1
                            ? "write 1 to give a step up after its first failure"
                            : "write %d or less, or set a deadline".formatted(MAX_ATTEMPTS));
        }
        if (attempts == null && backoff == null && outageLimit == null) {
            throw InvalidValue.of(
                    "retry has none of the fields attempts, backoff and outageLimit",
                    "add one of them, or remove retry");
        }
    }
}
