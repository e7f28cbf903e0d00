package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Accepts requests for purges. Each decision has an audit entry in its transaction. */
final class PurgeRequests {
    private static final int MAX_PER_REQUEST = 100;
    private final Purges purges;
    private final JdbcPurges stored;
    private final Transactions transactions;
    private final AuditTrail audit;

    PurgeRequests(Purges purges, JdbcPurges stored, Transactions transactions, AuditTrail audit) {
        this.purges = purges;
        this.stored = stored;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Requests the purge of one migration, or a dry run of it.
     *
     * @throws ApiException if there is no such migration, or it cannot be purged now
     */
    Purges.Answer.Accepted request(Caller caller, MigrationId migration, PurgeRequest.Checked request) {
        return switch (answer(caller, migration, Duration.ZERO, request)) {
            case Purges.Answer.Accepted accepted -> accepted;
            case Purges.Answer.Refused(MigrationId refused, String reason) ->
                throw ApiException.of(
                        ProblemType.PURGE_NOT_ALLOWED,
                        "the journals of migration %s cannot be purged: %s".formatted(refused, reason));
        };
    }

    /**
     * The purges of one request.
     *
     * @param items the purges that are decided, or in a dry run, what they would remove
     * @param refused the migrations that cannot be purged now
     * @param more whether there are further migrations of this age
     */
    record Several(boolean dryRun, List<Purge> items, List<Purges.Answer.Refused> refused, boolean more) {}

    /**
     * Requests the purges of the migrations that ended at least so long ago, or a dry run of them. Each is decided in a
     * transaction of its own, so that no lock is held for long, and one that is refused does not hold the others back.
     * A migration that has ended again since it was found is refused.
     */
    Several request(Caller caller, OldPurgeRequest.Checked request) {
        List<MigrationId> found = stored.endedBefore(request.olderThan(), MAX_PER_REQUEST + 1);
        PurgeRequest.Checked each = new PurgeRequest.Checked(request.reason(), request.dryRun());
        List<Purge> items = new ArrayList<>();
        List<Purges.Answer.Refused> refused = new ArrayList<>();
        for (MigrationId migration : found.subList(0, Math.min(found.size(), MAX_PER_REQUEST))) {
            switch (answer(caller, migration, request.olderThan(), each)) {
                case Purges.Answer.Accepted accepted -> items.add(accepted.purge());
                case Purges.Answer.Refused one -> refused.add(one);
            }
        }
        return new Several(request.dryRun(), items, refused, found.size() > MAX_PER_REQUEST);
    }

    private Purges.Answer answer(Caller caller, MigrationId migration, Duration minAge, PurgeRequest.Checked request) {
        return transactions.run(() ->
                request.dryRun() ? purges.dryRun(migration) : decide(caller, migration, minAge, request.reason()));
    }

    private Purges.Answer decide(Caller caller, MigrationId migration, Duration minAge, String reason) {
        Purges.Answer answer = purges.decide(migration, minAge, new Requester(caller.actor(), reason));
        if (answer instanceof Purges.Answer.Accepted) {
            audit.accepted(caller.sender(), HttpStatus.ACCEPTED.value(), migration + "/purge", reason);
        }
        return answer;
    }
}
