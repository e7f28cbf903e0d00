package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.schedule.WakeUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends downgrades, and releases their targets. */
final class DowngradeEnding {
    private static final Logger LOG = LoggerFactory.getLogger(DowngradeEnding.class);
    private final JdbcDowngrades stored;
    private final JdbcClaims claims;
    private final WakeUp starter;

    /** @param starter signalled when targets are released */
    DowngradeEnding(JdbcDowngrades stored, JdbcClaims claims, WakeUp starter) {
        this.stored = stored;
        this.claims = claims;
        this.starter = starter;
    }

    /** Ends a downgrade that the current transaction has locked. Rollbacks that still run keep their own claims. */
    void end(Downgrade downgrade, DowngradeState state) {
        stored.end(downgrade.id(), state);
        claims.releaseAfterDowngrade(downgrade.id());
        AfterCommit.run(() -> {
            starter.signal();
            LOG.atInfo()
                    .addKeyValue("downgrade", downgrade.id())
                    .addKeyValue("target", downgrade.target())
                    .addKeyValue("state", state)
                    .log("Downgrade ended");
        });
    }
}
