package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.database.JdbcErrors;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import dev.lockstep.coordinator.queue.WaitReasons;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continues downgrades: requests the rollback of the next migration when the one before is rolled back. Everything that
 * it knows is in the database, so any coordinator continues at any time.
 */
final class DowngradeRunner {
    private static final Logger LOG = LoggerFactory.getLogger(DowngradeRunner.class);
    private final JdbcDowngrades stored;
    private final MemberRollbacks rollbacks;
    private final DowngradeEnding ending;
    private final WaitReasons waitReasons;
    private final Transactions transactions;

    DowngradeRunner(
            JdbcDowngrades stored,
            MemberRollbacks rollbacks,
            DowngradeEnding ending,
            WaitReasons waitReasons,
            Transactions transactions) {
        this.stored = stored;
        this.rollbacks = rollbacks;
        this.ending = ending;
        this.waitReasons = waitReasons;
        this.transactions = transactions;
    }

    /**
     * Makes the next move of a downgrade, unless another coordinator makes it.
     *
     * <p>Catches all exceptions at this boundary, so that one downgrade does not delay the others.
     */
    void advance(long id) {
        try {
            move(id);
        } catch (RuntimeException e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            LOG.atError()
                    .addKeyValue("downgrade", id)
                    .setCause(e)
                    .log("Could not continue a downgrade; it is tried again");
        }
    }

    private void move(long id) {
        try {
            transactions.run(() -> {
                Optional<Downgrade> locked = stored.lockRunning(id);
                locked.ifPresent(this::move);
                return locked;
            });
        } catch (TargetsClaimedException e) {
            transactions.run(() -> {
                Optional<Downgrade> locked = stored.lockRunning(id);
                locked.ifPresent(downgrade -> stop(downgrade, String.valueOf(e.getMessage())));
                return locked;
            });
        } catch (ApiException e) {
            LOG.atDebug()
                    .addKeyValue("downgrade", id)
                    .setCause(e)
                    .log("A downgrade waits: a freeze was opened, or a target was stopped");
        }
    }

    private void move(Downgrade downgrade) {
        rollbacks
                .lockCurrent(downgrade)
                .ifPresentOrElse(
                        current -> move(downgrade, current), () -> ending.end(downgrade, DowngradeState.COMPLETED));
    }

    private void move(Downgrade downgrade, MemberRollbacks.Current current) {
        switch (current.move()) {
            case NextMove.GoOn _m -> {}
            case NextMove.Wait _m -> {}
            case NextMove.Request _m -> request(downgrade, current);
            case NextMove.Refused _m -> stop(downgrade, refusal(current));
            case NextMove.Stop(String finding) -> stop(downgrade, finding + "; then resume the downgrade");
        }
    }

    // A rollback is a start, so a freeze or a stopped target holds it back.
    private void request(Downgrade downgrade, MemberRollbacks.Current current) {
        DowngradeMember member = current.member();
        if (waitReasons.noStart(current.targets()).isEmpty()) {
            rollbacks
                    .request(downgrade, member)
                    .ifPresent(reason -> stop(
                            downgrade, "migration %s cannot be rolled back: %s".formatted(member.migration(), reason)));
        }
    }

    private String refusal(MemberRollbacks.Current current) {
        DowngradeMember member = current.member();
        String reason = stored.refusal(member.migration(), Objects.requireNonNull(member.requestedVersion()));
        return "the rollback of migration %s (%s) did not start: %s; resume to request it again"
                .formatted(member.migration(), current.state().plan().name(), reason);
    }

    private void stop(Downgrade downgrade, String finding) {
        stored.stop(downgrade.id(), finding);
        AfterCommit.run(() -> LOG.atWarn()
                .addKeyValue("downgrade", downgrade.id())
                .addKeyValue("finding", finding)
                .log("A downgrade has stopped and keeps its targets until it is resumed or cancelled"));
    }
}
