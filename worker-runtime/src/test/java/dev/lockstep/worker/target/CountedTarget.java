package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.DelegatingTarget;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.StepJournal;

/** A connection to an in-memory store that counts how often the target is checked. */
final class CountedTarget implements DelegatingTarget {
    private final InMemoryStore store = new InMemoryStore(1);
    private final ConnectedTarget connection = store.connect();
    private int checkCount;

    ServedTarget servedAs(TargetName name) {
        return new ServedTarget(name, TargetKind.MONGO, CredentialSource.fixed(null, null), () -> this);
    }

    void disconnect() {
        store.disconnect();
    }

    int checkCount() {
        return checkCount;
    }

    @Override
    public ConnectedTarget target() {
        return connection;
    }

    @Override
    public StepJournal journal() {
        checkCount++;
        return connection.journal();
    }
}
