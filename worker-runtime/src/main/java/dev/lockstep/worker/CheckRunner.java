package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import java.time.Duration;

/** Runs a step's checks on its target, read-only. */
public interface CheckRunner {
    /**
     * Returns the result of the check as text: the first column of the first row of the query, or the count. SQL NULL
     * and an empty result are the text {@code null}.
     *
     * @param limit time limit of the check; the driver's exception is thrown when it is exceeded
     */
    String run(Verification check, Duration limit);
}
