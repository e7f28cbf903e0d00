package dev.lockstep.coordinator.plan;

import java.util.List;

/** Something that a step's types cannot say; it judges the steps that are well formed, so one mistake hides no other. */
@FunctionalInterface
interface PlanRule {
    List<Finding> judge(Draft draft);
}
