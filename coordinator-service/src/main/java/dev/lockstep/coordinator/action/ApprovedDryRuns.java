package dev.lockstep.coordinator.action;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.JdbcDryRuns;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.ApprovedDryRun;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the dry runs that approvals are bound to. */
record ApprovedDryRuns(JdbcDryRuns dryRuns, SagaJournal journal) {
    /**
     * Returns the newest completed dry run of the plan of a migration that waits for an approval; null if there is none,
     * or if the migration does not wait. The approval of a rollback has no dry run.
     *
     * @param expected the dry run that the approver has looked at; null if the approver names none
     * @throws ApiException if the newest dry run is another one than expected
     */
    @Nullable ApprovedDryRun find(MigrationId migration, @Nullable String expected) {
        return journal.read(migration).orElseThrow().state() instanceof SagaState.AwaitingApproval waiting
                ? find(waiting.submitted().checksum(), expected)
                : null;
    }

    private @Nullable ApprovedDryRun find(Checksum plan, @Nullable String expected) {
        Optional<MigrationId> newest = dryRuns.newestOf(plan);
        if (expected != null
                && !newest.map(MigrationId::toString).filter(expected::equals).isPresent()) {
            throw ApiException.of(
                    ProblemType.ACTION_NOT_ALLOWED,
                    "%s is not the newest completed dry run of this plan%s"
                            .formatted(
                                    expected,
                                    newest.map(", which is %s; look at that one"::formatted)
                                            .orElse(": there is none; make one")));
        }
        return newest.flatMap(journal::read)
                .map(VersionedState::state)
                .filter(SagaState.DryRunCompleted.class::isInstance)
                .map(state -> ApprovedDryRun.of((SagaState.DryRunCompleted) state))
                .orElse(null);
    }
}
