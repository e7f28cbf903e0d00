package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.target.TargetView;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Accepts requests about targets. At most one of a kind is under way on a target. */
final class NewTargetRequests {
    private final JdbcTargetRequests requests;
    private final SagaJournal journal;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final SendSettings sending;

    NewTargetRequests(
            JdbcTargetRequests requests,
            SagaJournal journal,
            Transactions transactions,
            AuditTrail audit,
            SendSettings sending) {
        this.requests = requests;
        this.journal = journal;
        this.transactions = transactions;
        this.audit = audit;
        this.sending = sending;
    }

    /**
     * How requests are sent.
     *
     * @param lease the time within which a worker reports
     * @param sender makes the sender run
     */
    record SendSettings(Duration lease, WakeUp sender) {}

    /** Decides whether something may be requested, in the transaction of the request. */
    interface Guard {
        /** For a request that changes nothing, which needs no free target. */
        Guard NONE = new Guard() {
            @Override
            public void require(TargetName target) {}

            @Override
            public void added(TargetRequestView request) {}
        };

        /** Throws an {@link ApiException} if it may not. */
        void require(TargetName target);

        /** Called when it is requested. */
        void added(TargetRequestView request);
    }

    /** @param isNew false if one of this kind is under way already */
    record Result(TargetRequestView request, boolean isNew) {}

    /**
     * Requests something about a target, or returns the request of the kind that is under way.
     *
     * @param message builds the message from its header
     * @throws ApiException if no worker can answer it now
     */
    Result request(
            Caller caller, TargetView target, RequestKind kind, Function<TargetRequestHeader, TargetRequest> message) {
        return transactions.run(() -> {
            requests.lockTarget(target.name());
            return requests.newest(target.name(), kind, TargetRequestState.REQUESTED)
                    .map(found -> new Result(found, false))
                    .orElseGet(() -> {
                        requireAnswerable(target, kind);
                        return new Result(add(caller, target, null, message), true);
                    });
        });
    }

    /**
     * Requests something that must not be requested again while it is under way.
     *
     * @param message builds the message from its header
     * @param guard decides whether it may be requested
     * @throws ApiException if no worker can answer it now, or one of the kind is under way
     */
    Result requestAlone(
            Caller caller,
            TargetView target,
            RequestKind kind,
            @Nullable String reason,
            Function<TargetRequestHeader, TargetRequest> message,
            Guard guard) {
        return transactions.run(() -> {
            requests.lockTarget(target.name());
            requireNoneOpen(target.name(), kind);
            requireAnswerable(target, kind);
            guard.require(target.name());
            TargetRequestView added = add(caller, target, reason, message);
            guard.added(added);
            return new Result(added, true);
        });
    }

    /**
     * Checks early, before the work for a request is done; {@link #requestAlone} checks again.
     *
     * @throws ApiException if a request of the kind is under way
     */
    void requireNoneOpen(TargetName target, RequestKind kind) {
        requests.newest(target, kind, TargetRequestState.REQUESTED).ifPresent(open -> {
            throw notAllowed("request %d of the same kind is under way on target \"%s\"; wait until it has ended"
                    .formatted(open.number(), target));
        });
    }

    private TargetRequestView add(
            Caller caller,
            TargetView target,
            @Nullable String reason,
            Function<TargetRequestHeader, TargetRequest> message) {
        TargetRequestView inserted = requests.insert(
                        message.apply(header(caller, target, target.identity())), reason, caller.actor())
                .view();
        audit.accepted(
                caller.sender(),
                HttpStatus.ACCEPTED.value(),
                "%s/requests/%d".formatted(target.name(), inserted.number()),
                reason);
        AfterCommit.run(sending.sender()::signal);
        return inserted;
    }

    private TargetRequestHeader header(Caller caller, TargetView target, @Nullable TargetIdentity identity) {
        return new TargetRequestHeader(
                Protocol.VERSION,
                UUID.randomUUID(),
                target.name(),
                identity,
                journal.reserveDispatchNumbers(),
                sending.lease(),
                caller.actor());
    }

    private static void requireAnswerable(TargetView target, RequestKind kind) {
        // A new identity is what a target needs whose identity another target has too.
        boolean isShared = kind == RequestKind.REIDENTIFY
                && target.state() == TargetView.Readiness.UNUSABLE
                && target.identity() != null;
        if (target.state() != TargetView.Readiness.READY && !isShared) {
            throw notAllowed("target \"%s\" is not ready: %s".formatted(target.name(), target.reason()));
        }
        if (!target.requests().contains(kind.type())) {
            throw notAllowed("the workers of target \"%s\" cannot answer %s; upgrade all workers of the target"
                    .formatted(target.name(), kind.type()));
        }
    }

    static ApiException notAllowed(String reason) {
        return ApiException.of(ProblemType.TARGET_REQUEST_NOT_ALLOWED, reason);
    }
}
