package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.http.ErrorDetail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of validating a posted text. */
sealed interface PlanValidation {
    /**
     * The plan is valid.
     *
     * @param text the plan as posted
     * @param group the group that the plan names; absent if it names none
     */
    record Valid(Plan plan, PlanText text, @Nullable PostedGroup group) implements PlanValidation {}

    /** The text is not well-formed YAML or JSON. */
    record Unreadable(ErrorDetail error) implements PlanValidation {}

    /**
     * The text is well-formed, but the plan breaks rules.
     *
     * @param errors the first errors by position
     * @param total the number of all errors
     */
    record Invalid(List<ErrorDetail> errors, int total) implements PlanValidation {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
