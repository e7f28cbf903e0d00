package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.SagaData;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** Accepts requests for erasures. */
final class Erasures {
    private static final int MAX_PER_MIGRATION = 1_000;
    private final SagaJournal journal;
    private final JdbcErasures erasures;
    private final ErasureDispatcher dispatcher;
    private final Transactions transactions;
    private final AuditTrail audit;

    Erasures(
            SagaJournal journal,
            JdbcErasures erasures,
            ErasureDispatcher dispatcher,
            Transactions transactions,
            AuditTrail audit) {
        this.journal = journal;
        this.erasures = erasures;
        this.dispatcher = dispatcher;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** @param isNew false if the same unit is erased already, or its erasure is under way */
    record Result(Erasure erasure, boolean isNew) {}

    /**
     * Requests an erasure.
     *
     * @throws ApiException if there is no such migration or step, or a unit of the migration cannot be erased now
     */
    Result request(Caller caller, MigrationId migration, ErasureRequest.Checked request) {
        return transactions.run(() -> requestLocked(caller, migration, request));
    }

    private Result requestLocked(Caller caller, MigrationId migration, ErasureRequest.Checked request) {
        erasures.requests().lockMigration(migration);
        SagaData data =
                switch (ErasureRules.decide(journal.read(migration)
                        .orElseThrow(() -> RequestParameters.unknownMigration(migration.toString()))
                        .state())) {
                    case ErasureRules.Decision.Allowed(SagaData found) -> found;
                    case ErasureRules.Decision.Refused(String reason) -> throw notAllowed(reason);
                };
        erasures.findPurge(migration).ifPresent(purge -> {
            throw notAllowed("%s, so there is nothing to erase".formatted(purge.description()));
        });
        Step step = stepOf(data, request.step());
        Optional<Erasure> same = erasures.findSame(migration, request);
        if (same.isPresent()) {
            return new Result(same.get(), false);
        }
        int number = 1 + erasures.requests().lastNumber(migration);
        if (number > MAX_PER_MIGRATION) {
            throw notAllowed("the migration has %d erasures, which is the limit".formatted(MAX_PER_MIGRATION));
        }
        StoredRequest<Erasure> inserted = erasures.insert(
                migration, number, step.target(), request, caller.actor(), journal.reserveDispatchNumbers());
        dispatcher.send(inserted);
        audit.accepted(
                caller.sender(),
                HttpStatus.ACCEPTED.value(),
                "%s/erasures/%d".formatted(migration, number),
                request.reason());
        return new Result(
                erasures.requests().find(migration, number).orElseThrow().request(), true);
    }

    private static Step stepOf(SagaData data, StepId id) {
        return data.submitted().plan().spec().steps().stream()
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ErasureRequest.invalid(
                        "/step", "the plan has no step \"%s\"".formatted(id), "write the id of a step of the plan"));
    }

    private static ApiException notAllowed(String reason) {
        return ApiException.of(ProblemType.ERASURE_NOT_ALLOWED, reason);
    }
}
