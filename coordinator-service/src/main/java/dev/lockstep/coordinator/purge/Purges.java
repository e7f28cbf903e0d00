package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.saga.SagaData;
import java.time.Duration;
import java.time.Instant;

/** Decides purges under the locks of their migrations. All methods take part in the current transaction. */
final class Purges {
    private final SagaJournal journal;
    private final JdbcPurges purges;
    private final PurgeAnswers answers;

    Purges(SagaJournal journal, JdbcPurges purges, PurgeAnswers answers) {
        this.journal = journal;
        this.purges = purges;
        this.answers = answers;
    }

    /** @param isNew false if the purge was decided before, or nothing is decided */
    record Result(Purge purge, boolean isNew) {}

    /**
     * Decides that the journals of a migration are purged now.
     *
     * @throws ApiException if there is no such migration, or it cannot be purged now
     */
    Result decide(MigrationId migration, Requester requester) {
        purges.requests().lockMigration(migration);
        requireAllowed(migration);
        boolean isNew = purges.find(migration).isEmpty();
        if (isNew) {
            requirePurgeable(migration);
            insert(migration, requester, Duration.ZERO);
        } else {
            purges.hasten(migration);
        }
        return new Result(purges.find(migration).orElseThrow(), isNew);
    }

    /**
     * Says what a purge would remove, and decides nothing.
     *
     * @throws ApiException if there is no such migration, or it cannot be purged now
     */
    Purge dryRun(MigrationId migration) {
        SagaData data = requireAllowed(migration);
        return purges.find(migration)
                .orElseGet(
                        () -> Purge.ofDryRun(migration, requirePurgeable(migration), purges.journals(migration, data)));
    }

    /**
     * Decides the purge of a migration whose retention has ended, unless it is not allowed.
     *
     * @param spread how long its requests wait at most
     * @return whether it is decided
     */
    boolean decideDue(MigrationId migration, Requester requester, Duration spread) {
        return switch (PurgeRules.decide(journal.read(migration).orElseThrow().state())) {
            // It may have been made after the migration was found and before it was locked.
            case PurgeRules.Decision.Allowed _allowed
            when purges.unfinishedRequest(migration).isPresent() -> false;
            case PurgeRules.Decision.Allowed _allowed -> {
                insert(migration, requester, spread);
                yield true;
            }
            case PurgeRules.Decision.Refused _refused -> {
                purges.markNotPurgeable(migration);
                yield false;
            }
        };
    }

    private void insert(MigrationId migration, Requester requester, Duration spread) {
        purges.insert(migration, requester, spread);
        if (purges.complete(migration)) {
            answers.purged(migration);
        }
    }

    private SagaData requireAllowed(MigrationId migration) {
        return switch (PurgeRules.decide(journal.read(migration)
                .orElseThrow(() -> RequestParameters.unknownMigration(migration.toString()))
                .state())) {
            case PurgeRules.Decision.Allowed(SagaData data) -> data;
            case PurgeRules.Decision.Refused(String reason) -> throw notAllowed(migration, reason);
        };
    }

    private Instant requirePurgeable(MigrationId migration) {
        purges.unfinishedRequest(migration).ifPresent(request -> {
            throw notAllowed(migration, "its %s has not ended; wait until then".formatted(request));
        });
        return purges.purgeableSince(migration).orElseThrow();
    }

    private static ApiException notAllowed(MigrationId migration, String reason) {
        return ApiException.of(
                ProblemType.PURGE_NOT_ALLOWED,
                "the journals of migration %s cannot be purged: %s".formatted(migration, reason));
    }
}
