package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody else than the submitter must approve the migration before it waits for its targets.
 *
 * @param required always true; a plan without this gate leaves it out
 * @param within the migration is cancelled if it is not approved within this time; 7 days by default
 */
public record PlanApproval(@JsonProperty(required = true) boolean required, GateLimit within) {
    private static final GateLimit DEFAULT = new GateLimit(Duration.ofDays(7));

    public PlanApproval(boolean required, @Nullable GateLimit within) {
        if (!required) {
            throw InvalidValue.in(
                    "required", "required is false; only true is possible", "remove approval, or write required: true");
        }
        this.required = true;
        this.within = within == null ? DEFAULT : within;
    }
}
