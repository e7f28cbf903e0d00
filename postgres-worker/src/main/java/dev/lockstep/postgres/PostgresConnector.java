package dev.lockstep.postgres;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.postgres.target.PostgresSettings;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;

/** Takes every target whose URL is {@code jdbc:postgresql:}. */
final class PostgresConnector implements TargetConnector {
    @Override
    public TargetKind kind() {
        return TargetKind.POSTGRES;
    }

    @Override
    public boolean accepts(TargetSettings settings) {
        return settings.url().startsWith("jdbc:postgresql:");
    }

    @Override
    public ConnectedTarget connect(TargetSettings settings) {
        return new PostgresTarget(new JdbcAccess(PostgresSettings.of(settings)));
    }
}
