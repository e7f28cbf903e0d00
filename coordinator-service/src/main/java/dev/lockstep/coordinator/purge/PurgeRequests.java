package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Accepts requests for purges, each with an audit entry in the transaction of its decisions. */
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
    Purges.Result request(Caller caller, MigrationId migration, PurgeRequest.Checked request) {
        return transactions.run(() -> {
            if (request.dryRun()) {
                return new Purges.Result(purges.dryRun(migration), false);
            }
            Purges.Result result = purges.decide(migration, new Requester(caller.actor(), request.reason()));
            audit.accepted(caller.sender(), HttpStatus.ACCEPTED.value(), migration + "/purge", request.reason());
            return result;
        });
    }

    /**
     * The purges of one request.
     *
     * @param more whether there are further migrations of this age
     */
    record Several(boolean dryRun, List<Purge> items, boolean more) {}

    /** Requests the purges of the migrations that ended at least so long ago, or a dry run of them. */
    Several request(Caller caller, OldPurgeRequest.Checked request) {
        return transactions.run(() -> {
            List<MigrationId> found = stored.endedBefore(request.olderThan(), MAX_PER_REQUEST + 1);
            List<MigrationId> purged = found.subList(0, Math.min(found.size(), MAX_PER_REQUEST));
            stored.lockAll(purged);
            List<Purge> items = new ArrayList<>();
            for (MigrationId migration : purged) {
                items.add(
                        request.dryRun()
                                ? purges.dryRun(migration)
                                : purges.decide(migration, new Requester(caller.actor(), request.reason()))
                                        .purge());
            }
            if (!request.dryRun() && !items.isEmpty()) {
                audit.accepted(caller.sender(), HttpStatus.ACCEPTED.value(), subject(items), request.reason());
            }
            return new Several(request.dryRun(), items, found.size() > MAX_PER_REQUEST);
        });
    }

    private static String subject(List<Purge> items) {
        return "purges of %d migrations, %s to %s"
                .formatted(
                        items.size(),
                        items.getFirst().migration(),
                        items.getLast().migration());
    }
}
