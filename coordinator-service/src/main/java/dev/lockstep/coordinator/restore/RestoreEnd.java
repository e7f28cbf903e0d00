package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.schedule.WakeUp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends restores in the current transaction, and releases their targets. */
final class RestoreEnd {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreEnd.class);
    private final JdbcRestores restores;
    private final JdbcClaims claims;
    private final WakeUp starter;

    RestoreEnd(JdbcRestores restores, JdbcClaims claims, WakeUp starter) {
        this.restores = restores;
        this.claims = claims;
        this.starter = starter;
    }

    void succeeded(StoredRestore stored, RestoreResult result) {
        end(stored, RestoreState.RESTORED, result, null);
    }

    void failed(StoredRestore stored, String finding) {
        end(stored, RestoreState.FAILED, null, finding);
    }

    private void end(
            StoredRestore stored, RestoreState state, @Nullable RestoreResult result, @Nullable String finding) {
        restores.end(stored, state, result, finding);
        claims.releaseAfterRestore(stored.migration(), stored.restore().target());
        Transactions.afterCommit(starter::signal);
        LOG.atInfo()
                .addKeyValue("migration", stored.migration())
                .addKeyValue("restore", stored.restore().number())
                .addKeyValue("target", stored.restore().target())
                .addKeyValue("state", state)
                .log("Restore ended");
    }
}
