package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.IfMatch;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.function.Consumer;
import org.springframework.http.HttpStatus;

/** Resumes and cancels downgrades. */
final class DowngradeActions {
    private final JdbcDowngrades stored;
    private final MemberRollbacks rollbacks;
    private final DowngradeEnding ending;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final WakeUp wakeUp;

    /** @param wakeUp signalled when a downgrade may be able to continue */
    DowngradeActions(
            JdbcDowngrades stored,
            MemberRollbacks rollbacks,
            DowngradeEnding ending,
            Transactions transactions,
            AuditTrail audit,
            WakeUp wakeUp) {
        this.stored = stored;
        this.rollbacks = rollbacks;
        this.ending = ending;
        this.transactions = transactions;
        this.audit = audit;
        this.wakeUp = wakeUp;
    }

    /**
     * Continues a downgrade that has stopped.
     *
     * @throws ApiException if it has not stopped, or its current migration still needs an operator
     */
    Downgrade resume(Caller caller, long id, IfMatch ifMatch, DowngradeActionRequest request) {
        return act(caller, id, ifMatch, request.checkedReason(), downgrade -> {
            if (downgrade.state() != DowngradeState.STOPPED) {
                throw notAllowed("downgrade %d is %s; only one that is STOPPED can be resumed"
                        .formatted(downgrade.id(), downgrade.state()));
            }
            rollbacks.lockCurrent(downgrade).ifPresent(current -> prepare(downgrade, current, request.leavesApplied()));
            stored.resume(downgrade.id(), caller.actor());
        });
    }

    private void prepare(Downgrade downgrade, MemberRollbacks.Current current, boolean leaveApplied) {
        switch (current.move()) {
            case NextMove.GoOn _m -> {}
            case NextMove.Request _m -> {}
            case NextMove.Wait _m -> {}
            case NextMove.Refused _m -> stored.setRequested(downgrade.id(), current.member(), null);
            case NextMove.Stop(String finding) -> {
                if (!leaveApplied || !(current.state() instanceof SagaState.ClosedByOperator)) {
                    throw notAllowed(finding);
                }
                stored.acceptLeftApplied(downgrade.id(), current.member());
            }
        }
    }

    /**
     * Ends a downgrade and releases its targets. A rollback that runs continues; one that waits for its approval is
     * withdrawn.
     *
     * @throws ApiException if it has ended
     */
    Downgrade cancel(Caller caller, long id, IfMatch ifMatch, DowngradeActionRequest request) {
        String reason = request.checkedReason();
        return act(caller, id, ifMatch, reason, downgrade -> {
            if (!downgrade.state().isOpen()) {
                throw notAllowed("downgrade %d has ended: it is %s".formatted(downgrade.id(), downgrade.state()));
            }
            rollbacks.withdraw(downgrade, caller.actor(), reason);
            ending.end(downgrade, DowngradeState.CANCELLED);
        });
    }

    private Downgrade act(Caller caller, long id, IfMatch ifMatch, String reason, Consumer<Downgrade> action) {
        return transactions.run(() -> {
            Downgrade downgrade = stored.lock(id).orElseThrow(() -> DowngradeAccess.unknown(String.valueOf(id)));
            ifMatch.require(downgrade.version());
            action.accept(downgrade);
            audit.accepted(caller.sender(), HttpStatus.ACCEPTED.value(), downgrade.subject(), reason);
            AfterCommit.run(wakeUp::signal);
            return stored.find(id).orElseThrow();
        });
    }

    private static ApiException notAllowed(String reason) {
        return ApiException.of(ProblemType.DOWNGRADE_NOT_ALLOWED, reason);
    }
}
