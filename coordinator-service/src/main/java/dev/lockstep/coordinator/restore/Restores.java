package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import org.springframework.http.HttpStatus;

/** Accepts requests for restores. */
final class Restores {
    private final RestoreRules rules;
    private final JdbcRequests<Restore> requests;
    private final RestoreDispatcher dispatcher;
    private final Transactions transactions;
    private final AuditTrail audit;

    Restores(
            RestoreRules rules,
            JdbcRequests<Restore> requests,
            RestoreDispatcher dispatcher,
            Transactions transactions,
            AuditTrail audit) {
        this.rules = rules;
        this.requests = requests;
        this.dispatcher = dispatcher;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Requests a restore, and claims its target.
     *
     * @throws ApiException if there is no such migration or backup, or the target is not free
     */
    Restore request(Caller caller, MigrationId migration, RestoreRequest.Checked request) {
        return transactions.run(() -> requestLocked(caller, migration, request));
    }

    private Restore requestLocked(Caller caller, MigrationId migration, RestoreRequest.Checked request) {
        requests.lockMigration(migration);
        int number = 1 + requests.lastNumber(migration);
        rules.claim(migration, request.target(), number);
        dispatcher.sendFirst(migration, number, request, caller.actor());
        audit.accepted(
                caller.sender(),
                HttpStatus.ACCEPTED.value(),
                "%s/restores/%d".formatted(migration, number),
                request.reason());
        return requests.find(migration, number).orElseThrow().request();
    }
}
