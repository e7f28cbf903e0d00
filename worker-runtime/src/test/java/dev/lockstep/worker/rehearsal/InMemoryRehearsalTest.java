package dev.lockstep.worker.rehearsal;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.InMemoryStore;

/** Runs the contract of rehearsals on the in-memory store; the workers run the same contract on real servers. */
class InMemoryRehearsalTest extends RehearsalContract<InMemoryStore> {
    @Override
    protected InMemoryStore freshStore() {
        return new InMemoryStore(12);
    }

    @Override
    protected StepOperation operation() {
        return InMemoryIncrement.OPERATION;
    }

    @Override
    protected StepOperation failingOperation() {
        return InMemoryIncrement.FAILING;
    }

    @Override
    protected String copyFailpoint() {
        return "memory.copy.before-unit";
    }
}
