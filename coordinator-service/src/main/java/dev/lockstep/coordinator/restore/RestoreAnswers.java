package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.unawaited.RequestAnswers;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends restores, and releases their targets. */
final class RestoreAnswers implements RequestAnswers<Report.Restored> {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreAnswers.class);
    private final JdbcRestores restores;
    private final JdbcClaims claims;
    private final WakeUp starter;

    RestoreAnswers(JdbcRestores restores, JdbcClaims claims, WakeUp starter) {
        this.restores = restores;
        this.claims = claims;
        this.starter = starter;
    }

    @Override
    public void answered(DispatchNumber dispatch, Report.Restored answer) {
        restores.requests().lockRequested(dispatch).ifPresent(stored -> {
            restores.succeed(dispatch, answer.result());
            release(stored, RestoreState.RESTORED);
        });
    }

    @Override
    public void failed(DispatchNumber dispatch, String finding) {
        restores.requests().lockRequested(dispatch).ifPresent(stored -> {
            restores.fail(dispatch, finding);
            release(stored, RestoreState.FAILED);
        });
    }

    private void release(StoredRequest<Restore> ended, RestoreState state) {
        Restore restore = ended.request();
        claims.releaseAfterRestore(ended.migration(), restore.target());
        AfterCommit.run(starter::signal);
        LOG.atInfo()
                .addKeyValue("migration", ended.migration())
                .addKeyValue("restore", restore.number())
                .addKeyValue("target", restore.target())
                .addKeyValue("state", state)
                .log("Restore ended");
    }
}
