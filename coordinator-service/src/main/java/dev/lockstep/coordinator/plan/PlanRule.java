package dev.lockstep.coordinator.plan;

import java.util.List;

/** A rule that the types of a plan do not state. It checks the well-formed steps, so one error does not hide others. */
@FunctionalInterface
interface PlanRule {
    List<PlanViolation> check(ParsedPlan plan);
}
