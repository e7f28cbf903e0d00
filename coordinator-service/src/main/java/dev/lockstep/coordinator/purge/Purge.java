package dev.lockstep.coordinator.purge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.PurgeDecision;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The purge of the journals of a migration in the API, or what a purge would remove.
 *
 * @param dryRun whether nothing is decided
 * @param endedAt when the migration ended
 * @param decidedAt since when the migration can no longer be rolled back; absent in a dry run
 * @param actor who decided it; the coordinator if the retention had ended
 * @param purgedAt when the last journal was removed
 * @param rows the number of rows that were removed so far
 * @param bytes their size, in part estimated
 * @param steps the steps whose journals are removed; absent in a dry run
 * @param journals the steps whose journals would be removed; absent unless it is a dry run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Purge(
        MigrationId migration,
        boolean dryRun,
        Instant endedAt,
        @Nullable Instant decidedAt,
        @Nullable Actor actor,
        @Nullable String reason,
        @Nullable Instant purgedAt,
        long rows,
        long bytes,
        @Nullable List<StepPurge> steps,
        @Nullable List<StepJournalSummary> journals) {
    static Purge of(MigrationId migration, PurgeDecision decision, List<StepPurge> steps) {
        return new Purge(
                migration,
                false,
                decision.endedAt(),
                decision.decidedAt(),
                decision.actor(),
                decision.reason(),
                decision.purgedAt(),
                steps.stream()
                        .map(StepPurge::rows)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum(),
                steps.stream()
                        .map(StepPurge::bytes)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum(),
                steps,
                null);
    }

    static Purge ofDryRun(MigrationId migration, Instant endedAt, List<StepJournalSummary> journals) {
        return new Purge(migration, true, endedAt, null, null, null, null, 0, 0, null, journals);
    }
}
