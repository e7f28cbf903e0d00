package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.CheckRunner;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepExecutors;
import dev.lockstep.worker.StepJournal;
import java.util.List;

/** A connection to an in-memory store that counts how often the target is checked. */
final class CountedTarget implements ConnectedTarget {
    private final InMemoryStore store = new InMemoryStore(1);
    private final ConnectedTarget connection = store.connect();
    private int checkCount;

    ServedTarget servedAs(TargetName name) {
        return new ServedTarget(name, TargetKind.MONGO, this, StepExecutors.of(TargetKind.MONGO, executors()));
    }

    void disconnect() {
        store.disconnect();
    }

    int checkCount() {
        return checkCount;
    }

    @Override
    public StepJournal journal() {
        checkCount++;
        return connection.journal();
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return connection.executors();
    }

    @Override
    public CheckRunner checks() {
        return connection.checks();
    }

    @Override
    public String serverVersion() {
        return connection.serverVersion();
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        return connection.classify(thrown);
    }

    @Override
    public void close() {
        connection.close();
    }
}
