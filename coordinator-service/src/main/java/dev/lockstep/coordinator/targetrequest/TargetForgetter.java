package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.Claimant;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.target.TargetRemoval;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;

/** Forgets targets that no worker serves and that nothing needs. */
final class TargetForgetter {
    private final TargetRemoval removal;
    private final Uses uses;
    private final Transactions transactions;
    private final AuditTrail audit;

    TargetForgetter(TargetRemoval removal, Uses uses, Transactions transactions, AuditTrail audit) {
        this.removal = removal;
        this.uses = uses;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Everything that can need a target. */
    record Uses(JdbcTargetRequests requests, JdbcClaims claims, JdbcTargetStops stops, JdbcTargetUses others) {
        /** @throws ApiException if something needs the target */
        void requireNone(TargetName target) {
            requests.open(target).ifPresent(open -> {
                throw refused(
                        target,
                        "request %d (%s) about it has not ended"
                                .formatted(open.number(), open.kind().type()));
            });
            List<Claimant> claimants = claims.claimants(List.of(target));
            if (!claimants.isEmpty()) {
                throw refused(target, Claimant.reason(claimants));
            }
            others.find(target).ifPresent(use -> {
                throw refused(target, use);
            });
            stops.find(List.of(target)).stream().findFirst().ifPresent(stop -> {
                throw refused(target, stop.description());
            });
        }
    }

    /**
     * Checks whether a target can be forgotten now.
     *
     * @return its workers, which are silent
     * @throws ApiException if a worker serves it or something needs it
     */
    TargetRemoval.Workers check(TargetName target) {
        return transactions.run(() -> checkInTransaction(target));
    }

    /**
     * Forgets a target.
     *
     * @return its last workers
     * @throws ApiException if a worker serves it, something needs it, or Kafka does not take the message
     */
    TargetRemoval.Workers forget(Caller caller, TargetName target, String reason) {
        TargetRemoval.Workers silent = transactions.run(() -> {
            TargetRemoval.Workers found = checkInTransaction(target);
            audit.accepted(caller.sender(), HttpStatus.OK.value(), target.value(), reason);
            return found;
        });
        // A removal without an entry in the audit trail must not be; an entry without a removal is repeated.
        SortedSet<String> back = new TreeSet<>(removal.remove(target));
        back.addAll(removal.workers(target).names());
        if (!back.isEmpty()) {
            throw refused(target, "it has a worker again (%s)".formatted(String.join(", ", back)));
        }
        return silent;
    }

    private TargetRemoval.Workers checkInTransaction(TargetName target) {
        if (removal.isTooEarly()) {
            throw refused(target, "this coordinator has not read the registrations yet; repeat the request");
        }
        TargetRemoval.Workers workers = removal.workers(target);
        if (!workers.areSilent()) {
            throw NewTargetRequests.notAllowed(
                    ("target \"%s\" had a worker %d s ago (%s); it can be forgotten when it has had none for %d s: stop the"
                                    + " worker, or take the target out of its configuration and restart it")
                            .formatted(
                                    target,
                                    workers.silence().toSeconds(),
                                    String.join(", ", workers.names()),
                                    TargetRemoval.MIN_SILENCE.toSeconds()));
        }
        uses.requests().lockTarget(target);
        uses.requireNone(target);
        return workers;
    }

    private static ApiException refused(TargetName target, String reason) {
        return NewTargetRequests.notAllowed("target \"%s\" cannot be forgotten: %s".formatted(target, reason));
    }
}
