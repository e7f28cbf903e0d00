package dev.lockstep.worker.service;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;

/** Connects every target with a {@code memory:} URL to one in-memory store. */
record InMemoryConnector(InMemoryStore store) implements TargetConnector {
    @Override
    public TargetKind kind() {
        return TargetKind.MONGO;
    }

    @Override
    public boolean accepts(TargetSettings settings) {
        return settings.url().startsWith("memory:");
    }

    @Override
    public ConnectedTarget connect(TargetSettings settings) {
        return store.connect();
    }
}
