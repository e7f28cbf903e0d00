package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.problem.Mistake;
import java.util.List;

/** What intake thinks of a text. */
sealed interface Verdict {
    /**
     * It may run.
     *
     * @param text as it was posted, for what is found later
     */
    record Valid(Plan plan, PlanText text) implements Verdict {}

    /** It is neither YAML nor JSON. */
    record Unreadable(Mistake mistake) implements Verdict {}

    /** It can be read, and may not run. */
    record Invalid(List<Mistake> mistakes) implements Verdict {
        public Invalid {
            mistakes = List.copyOf(mistakes);
        }
    }
}
