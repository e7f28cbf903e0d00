package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import java.time.Duration;

/** Runs a step's checks on its target, read-only. */
public interface CheckRunner {
    /**
     * Returns the result of the check as text: the first column of the query's first row, or the count. Returns the
     * text {@code null} for SQL NULL and for a query without rows.
     *
     * @param limit time limit of the check; a check that takes longer throws the driver's exception
     */
    String run(Verification check, Duration limit);
}
