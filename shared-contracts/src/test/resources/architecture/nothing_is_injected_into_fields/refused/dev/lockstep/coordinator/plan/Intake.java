package dev.lockstep.coordinator.plan;

import org.springframework.beans.factory.annotation.Autowired;

class Intake {
    @Autowired
    Runnable store;
}
