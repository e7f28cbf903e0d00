package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.target.TargetView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** Requests checks of targets for drift, and acknowledges what they find. */
final class DriftChecks {
    /** A damaged journal must not use up the numbers of all targets. */
    private static final DispatchNumber MAX_RAISED = new DispatchNumber(Long.MAX_VALUE / 2);

    private static final Caller COORDINATOR = new Caller("coordinator", Actor.coordinator(), List.of());
    private final NewTargetRequests newRequests;
    private final JdbcTargetRequests requests;
    private final DriftStore store;
    private final Transactions transactions;
    private final AuditTrail audit;

    DriftChecks(
            NewTargetRequests newRequests,
            JdbcTargetRequests requests,
            DriftStore store,
            Transactions transactions,
            AuditTrail audit) {
        this.newRequests = newRequests;
        this.requests = requests;
        this.store = store;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** @param starter makes queued migrations start */
    record DriftStore(
            JdbcTargetDrifts drifts,
            JdbcTargetStops stops,
            DriftRequests messages,
            DriftOutcomes outcomes,
            WakeUp starter) {}

    /**
     * Requests a check, or returns the one that is under way.
     *
     * @throws dev.lockstep.coordinator.http.ApiException if something holds the target, or no worker can check it
     */
    NewTargetRequests.Result request(Caller caller, TargetView target) {
        return newRequests.request(caller, target, RequestKind.DRIFT, store.messages()::message);
    }

    /**
     * Requests a check in the name of the coordinator, unless another coordinator has requested it meanwhile.
     *
     * @throws dev.lockstep.coordinator.http.ApiException if something holds the target, or no worker can check it
     */
    void requestScheduled(TargetView target, Duration interval) {
        transactions.run(() -> {
            requests.lockTarget(target.name());
            return isDue(target, interval) ? Optional.of(request(COORDINATOR, target)) : Optional.empty();
        });
    }

    /** Whether the target was not checked within this time, and nothing stops it. */
    boolean isDue(TargetView target, Duration interval) {
        return store.drifts().isDue(target.name(), interval);
    }

    /** The check whose differences stop the target; empty if none do. */
    Optional<Integer> stoppedBy(TargetName target) {
        return store.stops().find(List.of(target)).stream()
                .filter(stop -> stop.reason() == TargetStop.Reason.DRIFT)
                .map(TargetStop::request)
                .findFirst();
    }

    Optional<DriftAcknowledgement> acknowledgement(TargetName target) {
        return store.drifts().acknowledgement(target);
    }

    /**
     * Accepts the differences of a check, and lets migrations start on the target again.
     *
     * @throws dev.lockstep.coordinator.http.ApiException if the target is not stopped by this check
     */
    DriftAcknowledgement acknowledge(Caller caller, TargetName target, DriftAcknowledgeRequest.Checked request) {
        raiseNumbers(target, request.request());
        return transactions.run(() -> {
            requests.lockTarget(target);
            // Otherwise a later check that ends now could be released although nobody has read it.
            store.stops().lock();
            int stoppedBy = stoppedBy(target)
                    .orElseThrow(() -> NewTargetRequests.notAllowed(
                            "no drift stops target \"%s\", so there is nothing to acknowledge".formatted(target)));
            if (stoppedBy != request.request()) {
                throw NewTargetRequests.notAllowed(
                        "target \"%s\" is stopped by the differences of request %d, not of request %d; look at them first"
                                .formatted(target, stoppedBy, request.request()));
            }
            DriftResult found = Objects.requireNonNull(
                    requests.find(target, stoppedBy).orElseThrow().drift());
            store.drifts().acknowledge(target, stoppedBy, withEarlier(target, found), caller.actor(), request.reason());
            store.outcomes().accept(target, found, stoppedBy);
            store.stops().release(target, TargetStop.Reason.DRIFT);
            audit.accepted(
                    caller.sender(),
                    HttpStatus.OK.value(),
                    "%s/requests/%d".formatted(target, stoppedBy),
                    request.reason());
            AfterCommit.run(store.starter()::signal);
            return store.drifts().acknowledgement(target).orElseThrow();
        });
    }

    /**
     * Lets new numbers be higher than the fence that the check has found. It waits for all transactions that have taken
     * numbers, so it holds no other lock meanwhile. Higher numbers do no harm if the acknowledgement is refused then.
     *
     * @throws dev.lockstep.coordinator.http.ApiException if the fence leaves too few numbers above it
     */
    private void raiseNumbers(TargetName target, int check) {
        DispatchNumber fence = requests.find(target, check)
                .map(TargetRequestView::drift)
                .map(DriftResult::fence)
                .orElse(DispatchNumber.NONE);
        if (store.drifts().highestNumber().isBelow(fence)) {
            if (MAX_RAISED.isBelow(fence)) {
                throw NewTargetRequests.notAllowed(
                        "the fence of target \"%s\" is %s, which no coordinator has given out; correct it in the journal of the target"
                                .formatted(target, fence));
            }
            transactions.run(() -> {
                store.drifts().raiseNumbersAbove(fence);
                return fence;
            });
        }
    }

    /** A check of identity and fence alone says nothing about the other differences that are acknowledged. */
    private DriftResult withEarlier(TargetName target, DriftResult found) {
        if (found.steps() > 0) {
            return found;
        }
        List<DriftResult.Difference> all = new ArrayList<>(found.differences());
        store.drifts().acknowledgement(target).ifPresent(earlier -> all.addAll(earlier.differences()));
        return new DriftResult(found.steps(), found.objects(), all, all.size(), found.fence());
    }
}
