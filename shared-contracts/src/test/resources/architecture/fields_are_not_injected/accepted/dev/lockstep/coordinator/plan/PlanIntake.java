package dev.lockstep.coordinator.plan;

class PlanIntake {
    private final Runnable store;

    PlanIntake(Runnable store) {
        this.store = store;
    }
}
