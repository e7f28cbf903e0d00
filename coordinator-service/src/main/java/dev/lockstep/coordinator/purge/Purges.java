package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.saga.SagaData;
import java.time.Duration;
import java.util.Optional;

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

    /** The answer to the request for the purge of one migration, or for a dry run of it. */
    sealed interface Answer {
        /**
         * The purge, or what it would remove.
         *
         * @param isNew false if the purge was decided before, or nothing is decided
         */
        record Accepted(Purge purge, boolean isNew) implements Answer {}

        /** A migration that cannot be purged now. */
        record Refused(MigrationId migration, String reason) implements Answer {}
    }

    /**
     * Decides that the journals of a migration are purged now.
     *
     * @param minAge how long ago the migration must have ended; it may have ended again since it was found
     * @throws ApiException if there is no such migration
     */
    Answer decide(MigrationId migration, Duration minAge, Requester requester) {
        purges.requests().lockMigration(migration);
        return switch (rule(migration)) {
            case PurgeRules.Decision.Allowed _allowed -> decideAllowed(migration, minAge, requester);
            case PurgeRules.Decision.Refused(String reason) -> new Answer.Refused(migration, reason);
        };
    }

    private Answer decideAllowed(MigrationId migration, Duration minAge, Requester requester) {
        if (purges.find(migration).isPresent()) {
            purges.hasten(migration);
            return new Answer.Accepted(purges.find(migration).orElseThrow(), false);
        }
        return tooYoung(migration, minAge).or(() -> unfinished(migration)).orElseGet(() -> {
            insert(migration, requester, Duration.ZERO);
            return new Answer.Accepted(purges.find(migration).orElseThrow(), true);
        });
    }

    private Optional<Answer> tooYoung(MigrationId migration, Duration minAge) {
        return minAge.isZero() || purges.hasEndedBefore(migration, minAge)
                ? Optional.empty()
                : Optional.of(
                        new Answer.Refused(migration, "it ended less than %d s ago".formatted(minAge.toSeconds())));
    }

    /**
     * Says what a purge would remove. Decides nothing and locks nothing.
     *
     * @throws ApiException if there is no such migration
     */
    Answer dryRun(MigrationId migration) {
        return switch (rule(migration)) {
            case PurgeRules.Decision.Allowed(SagaData data) ->
                decided(migration).or(() -> unfinished(migration)).orElseGet(() -> dryRun(migration, data));
            case PurgeRules.Decision.Refused(String reason) -> new Answer.Refused(migration, reason);
        };
    }

    private Answer dryRun(MigrationId migration, SagaData data) {
        return purges.purgeableSince(migration)
                .<Answer>map(ended ->
                        new Answer.Accepted(Purge.ofDryRun(migration, ended, purges.journals(migration, data)), false))
                // Another request has changed the migration since it was read.
                .or(() -> decided(migration))
                .orElseGet(() -> new Answer.Refused(migration, "its state has just changed; repeat the request"));
    }

    private Optional<Answer> decided(MigrationId migration) {
        return purges.find(migration).map(purge -> new Answer.Accepted(purge, false));
    }

    private Optional<Answer> unfinished(MigrationId migration) {
        return purges.unfinishedRequest(migration)
                .map(request ->
                        new Answer.Refused(migration, "its %s has not ended; wait until then".formatted(request)));
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

    private PurgeRules.Decision rule(MigrationId migration) {
        return PurgeRules.decide(journal.read(migration)
                .orElseThrow(() -> RequestParameters.unknownMigration(migration.toString()))
                .state());
    }
}
