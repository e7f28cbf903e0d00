package dev.lockstep.coordinator.plan;

/** The formats of a posted plan. */
enum PlanFormat {
    YAML,
    JSON
}
