package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A backup of what the steps touch, in every store, before the first of them is applied.
 *
 * @param before always true; a plan without a backup leaves it out
 * @param keep how long the backup is kept; 7 days by default
 */
public record PlanBackup(@JsonProperty(required = true) boolean before, KeepTime keep) {
    private static final KeepTime DEFAULT = new KeepTime(Duration.ofDays(7));

    public PlanBackup(boolean before, @Nullable KeepTime keep) {
        if (!before) {
            throw InvalidValue.in(
                    "before", "before is false; only true is possible", "remove backup, or write before: true");
        }
        this.before = true;
        this.keep = keep == null ? DEFAULT : keep;
    }
}
