package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import java.util.Map;
import java.util.Set;

/** What a caller may use and see. */
interface PlanAccess {
    /** Everything. */
    PlanAccess UNLIMITED = new PlanAccess() {
        @Override
        public void check(Set<TargetName> targets, Map<String, String> labels) {}

        @Override
        public boolean isVisible(TargetName target) {
            return true;
        }
    };

    /** Throws an exception if the caller may not use the targets of a plan with these labels. */
    void check(Set<TargetName> targets, Map<String, String> labels);

    /** Whether a message may name the target. */
    boolean isVisible(TargetName target);
}
