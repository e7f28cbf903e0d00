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
     * Returns the newest completed dry run of the plan of a migration; null if there is none.
     *
     * @param expected the dry run that the approver has looked at; null if the approver names none
     * @throws ApiException if the newest dry run is another one than expected
     */
    @Nullable ApprovedDryRun find(MigrationId migration, @Nullable String expected) {
        Optional<MigrationId> newest =
                journal.read(migration).flatMap(ApprovedDryRuns::checksum).flatMap(dryRuns::newestOf);
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

    private static Optional<Checksum> checksum(VersionedState migration) {
        return migration.state() instanceof SagaState.Submitted submitted
                ? Optional.of(submitted.submitted().checksum())
                : Optional.empty();
    }
}
