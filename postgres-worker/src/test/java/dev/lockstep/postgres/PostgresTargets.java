package dev.lockstep.postgres;

import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetSettings;

/** Connects targets with the production configuration, which is package-private. */
public final class PostgresTargets {
    private PostgresTargets() {}

    public static ConnectedTarget connect(TargetSettings settings) {
        return new PostgresConfiguration().postgresTargetConnector().connect(settings);
    }
}
