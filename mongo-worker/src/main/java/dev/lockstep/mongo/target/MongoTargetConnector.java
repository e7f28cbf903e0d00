package dev.lockstep.mongo.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.mongo.store.MongoStore;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;

/** Connects to what a {@code mongodb:} or {@code mongodb+srv:} URL names. */
public final class MongoTargetConnector implements TargetConnector {
    @Override
    public TargetKind kind() {
        return TargetKind.MONGO;
    }

    @Override
    public boolean accepts(TargetSettings settings) {
        return settings.url().startsWith("mongodb:") || settings.url().startsWith("mongodb+srv:");
    }

    @Override
    public ConnectedTarget connect(TargetSettings settings) {
        return new MongoTarget(MongoStore.of(settings));
    }
}
