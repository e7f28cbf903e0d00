package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Starts downgrades. */
final class DowngradeStart {
    private final DowngradePlanner planner;
    private final JdbcDowngrades stored;
    private final JdbcClaims claims;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final WakeUp wakeUp;

    /** @param wakeUp signalled when a downgrade has started */
    DowngradeStart(
            DowngradePlanner planner,
            JdbcDowngrades stored,
            JdbcClaims claims,
            Transactions transactions,
            AuditTrail audit,
            WakeUp wakeUp) {
        this.planner = planner;
        this.stored = stored;
        this.claims = claims;
        this.transactions = transactions;
        this.audit = audit;
        this.wakeUp = wakeUp;
    }

    /**
     * Finds out what a downgrade would do, and changes nothing.
     *
     * @throws ApiException if the boundary is not found, nothing came later, or the caller may not roll back all of it
     */
    DowngradePlan plan(Caller caller, TargetName target, DowngradeRequest.Checked request) {
        return planner.plan(caller, target, request);
    }

    /**
     * Claims all targets of a downgrade and starts it. A repeated request with the same key gets the downgrade that the
     * first one has started.
     *
     * @throws ApiException if it cannot run
     */
    Downgrade start(Caller caller, TargetName target, DowngradeRequest.Checked request, @Nullable String key) {
        JdbcDowngrades.RequestKey requestKey = new JdbcDowngrades.RequestKey(caller.id(), key);
        return transactions.run(() -> {
            claims.lockQueue();
            return earlier(target, request, requestKey).orElseGet(() -> startNew(caller, target, request, requestKey));
        });
    }

    private Optional<Downgrade> earlier(
            TargetName target, DowngradeRequest.Checked request, JdbcDowngrades.RequestKey key) {
        Optional<Downgrade> earlier = key.key() == null ? Optional.empty() : stored.find(key);
        earlier.filter(found -> !isSame(found, target, request)).ifPresent(found -> {
            throw ApiException.of(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "the Idempotency-Key was used before for downgrade %d, which is another one; use a new key"
                            .formatted(found.id()));
        });
        return earlier;
    }

    private static boolean isSame(Downgrade found, TargetName target, DowngradeRequest.Checked request) {
        return found.target().equals(target)
                && found.boundary().equals(request.boundary().toString())
                && found.includeOthers() == request.includeOthers()
                && found.reason().equals(request.reason());
    }

    private Downgrade startNew(
            Caller caller, TargetName target, DowngradeRequest.Checked request, JdbcDowngrades.RequestKey key) {
        DowngradePlan plan = planner.plan(caller, target, request);
        requireNone(plan.refusals(), target, request);
        claims.requireUnfrozen(plan.targets());
        Downgrade started = stored.insert(plan, request, caller.actor(), key);
        // The inserted rows hold back a purge that is decided just now, and the lock of the freezes a removal of
        // Lockstep from a target.
        requireNone(planner.withoutJournals(plan.members()).toList(), target, request);
        claims.claimForDowngrade(started.id(), plan.members().getLast().migration(), plan.targets());
        // A migration that ended while the plan was made is not in it.
        if (!planner.isCurrent(plan, request.boundary())) {
            throw DowngradePlanner.notAllowed(
                    target,
                    request.boundary(),
                    List.of(ErrorDetail.of(
                            "",
                            "a migration on the same targets has ended since the downgrade was planned",
                            "repeat the request; the new plan has that migration")));
        }
        audit.accepted(caller.sender(), HttpStatus.ACCEPTED.value(), started.subject(), request.reason());
        AfterCommit.run(wakeUp::signal);
        return started;
    }

    private static void requireNone(List<ErrorDetail> refusals, TargetName target, DowngradeRequest.Checked request) {
        if (!refusals.isEmpty()) {
            throw DowngradePlanner.notAllowed(target, request.boundary(), refusals);
        }
    }
}
