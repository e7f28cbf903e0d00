package dev.lockstep.coordinator.outbox;

import dev.lockstep.worker.StepRunner;

class UsesStepRunner {
    StepRunner runner = new StepRunner();
}
