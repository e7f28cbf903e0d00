package dev.lockstep.coordinator.outbox;

import dev.lockstep.worker.StepRunner;

class Shortcut {
    StepRunner runner = new StepRunner();
}
