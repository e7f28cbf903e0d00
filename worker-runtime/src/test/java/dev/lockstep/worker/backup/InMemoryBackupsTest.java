package dev.lockstep.worker.backup;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.InMemoryStore;

/** Runs the contract of backups on the in-memory store; the workers run the same contract on real servers. */
class InMemoryBackupsTest extends BackupContract<InMemoryStore> {
    @Override
    protected InMemoryStore freshStore() {
        return new InMemoryStore(11);
    }

    @Override
    protected StepOperation operation() {
        return InMemoryIncrement.OPERATION;
    }

    @Override
    protected String failpoint() {
        return "memory.restore.before-unit";
    }

    @Override
    protected void writeByApplication(InMemoryStore written) {
        written.write("unit-0003", 3_000);
    }
}
