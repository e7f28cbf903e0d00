package dev.lockstep.postgres.dryrun;

import java.time.Duration;

/**
 * How long the transactions of one dispatch may last together. Each attempt takes its locks again, so an attempt gets
 * only what the earlier ones have left.
 */
final class DryRunBudget {
    private final Duration limit;
    private Duration used = Duration.ZERO;

    /** @param limit the option dry-run-limit of the target */
    DryRunBudget(Duration limit) {
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    /** What is left for the next attempt; not negative. */
    Duration remaining() {
        Duration remaining = limit.minus(used);
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }

    /** Whether another attempt, which first needs as long as the current one, gets further. */
    boolean allowsAnother(Duration current) {
        return current.multipliedBy(2).compareTo(remaining()) < 0;
    }

    /** Records the end of an attempt. */
    void use(Duration attempt) {
        used = used.plus(attempt);
    }
}
