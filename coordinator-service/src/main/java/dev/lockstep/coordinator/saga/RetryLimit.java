package dev.lockstep.coordinator.saga;

/** Which failures of a direction are retried. */
enum RetryLimit {
    /** Transient failures and outages, up to the limits of the policy. A permanent failure is not retried. */
    TRANSIENT_FAILURES,
    /** Every failure, up to the limits of the policy; permanent ones have a lower limit. */
    ALL_FAILURES,
    /** Every failure, without a limit, because the step cannot be compensated. */
    UNLIMITED
}
