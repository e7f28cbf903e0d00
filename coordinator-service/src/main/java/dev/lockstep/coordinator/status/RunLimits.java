package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.saga.Deadlines;
import dev.lockstep.coordinator.saga.RunControl;
import dev.lockstep.coordinator.saga.SagaState;

/** What limits the run of a migration: its pause and pace, and its deadlines. */
record RunLimits(RunControl control, Deadlines deadlines) {
    static RunLimits of(SagaState state) {
        return new RunLimits(
                state instanceof SagaState.Unsettled running ? running.data().control() : RunControl.NONE,
                state instanceof SagaState.Started started ? started.data().deadlines() : Deadlines.NONE);
    }
}
