package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import java.time.Duration;

/** Runs a step's checks on its target, read-only. */
public interface CheckRunner {
    /**
     * What the check finds: the query's first column of the first row as text, or the count; {@code null} in letters
     * for an SQL NULL or no row.
     *
     * @param limit the time that the check may take; past it the driver's exception passes
     */
    String run(Verification check, Duration limit);
}
