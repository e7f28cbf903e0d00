package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.unawaited.RequestAnswers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the requests of purges. One whose attempts have all failed waits and is attempted again. */
final class PurgeAnswers implements RequestAnswers<Report.Succeeded> {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeAnswers.class);
    private final JdbcPurges purges;
    private final Duration retryInterval;
    private final Runnable onPurged;

    /** @param onPurged called for each migration whose last journal was removed */
    PurgeAnswers(JdbcPurges purges, Duration retryInterval, Runnable onPurged) {
        this.purges = purges;
        this.retryInterval = retryInterval;
        this.onPurged = onPurged;
    }

    @Override
    public void answered(DispatchNumber dispatch, Report.Succeeded answer) {
        purges.succeed(
                        dispatch,
                        answer.result().changed(),
                        answer.result().counts().getOrDefault("bytes", 0L))
                .ifPresent(this::purged);
    }

    @Override
    public void failed(DispatchNumber dispatch, String finding) {
        purges.waitAgain(dispatch, finding, retryInterval);
    }

    void purged(MigrationId migration) {
        AfterCommit.run(() -> {
            onPurged.run();
            LOG.atInfo().addKeyValue("migration", migration).log("The journals of a migration are purged");
        });
    }
}
