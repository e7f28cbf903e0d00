package dev.lockstep.coordinator.plan;

/** How a plan may be written. */
public enum PlanFormat {
    YAML,
    JSON
}
