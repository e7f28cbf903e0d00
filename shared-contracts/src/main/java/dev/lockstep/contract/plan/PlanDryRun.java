package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A dry run of all steps right before the first of them is applied. A step that would fail ends the migration.
 *
 * @param required always true; a plan without this gate leaves it out
 */
public record PlanDryRun(@JsonProperty(required = true) boolean required) {
    public PlanDryRun {
        if (!required) {
            throw InvalidValue.in(
                    "required", "required is false; only true is possible", "remove dryRun, or write required: true");
        }
    }
}
