package dev.lockstep.coordinator.plan;

import org.springframework.beans.factory.annotation.Autowired;

class InjectedPlanIntake {
    @Autowired
    Runnable store;
}
