package dev.lockstep.coordinator.plan;

import java.util.List;

/** Checks a rule that the types of a plan do not enforce. Only well-formed steps are checked. */
@FunctionalInterface
interface PlanRule {
    List<PlanViolation> check(ParsedPlan plan);
}
