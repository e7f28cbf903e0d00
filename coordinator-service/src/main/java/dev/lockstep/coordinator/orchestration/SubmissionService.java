package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.List;
import java.util.function.Supplier;

/** Creates a migration from a valid plan, and starts the migration if its targets are free and ready. */
public final class SubmissionService {
    private final JdbcMigrations migrations;
    private final JdbcQueue queue;
    private final SagaShell sagas;
    private final MigrationStarter starter;
    private final Supplier<MigrationId> ids;

    /**
     * @param ids generates the ids of new migrations
     */
    public SubmissionService(
            JdbcMigrations migrations,
            JdbcQueue queue,
            SagaShell sagas,
            MigrationStarter starter,
            Supplier<MigrationId> ids) {
        this.migrations = migrations;
        this.queue = queue;
        this.sagas = sagas;
        this.starter = starter;
        this.ids = ids;
    }

    /**
     * Creates a migration, unless one with this plan name is active. A dry run or rehearsal is also created beside an
     * active migration of the same plan, but not beside one of another plan: the plan could not be submitted either.
     * Takes part in the current transaction.
     */
    public SubmissionResult submit(Plan plan, RunMode mode, Requester requester) {
        queue.lock();
        Checksum checksum = Checksum.of(plan);
        return migrations
                .findActive(plan.name())
                .filter(existing -> mode.appliesSteps() || !existing.checksum().equals(checksum))
                .map(existing -> resultForExisting(existing, checksum))
                .orElseGet(() -> create(plan, checksum, mode, requester));
    }

    private static SubmissionResult resultForExisting(JdbcMigrations.ExistingMigration existing, Checksum checksum) {
        return existing.checksum().equals(checksum)
                ? new SubmissionResult.Existing(existing.migration())
                : new SubmissionResult.NameConflict(
                        existing.migration(), LockstepJson.messages().readValue(existing.planJson(), Plan.class));
    }

    private SubmissionResult.Accepted create(Plan plan, Checksum checksum, RunMode mode, Requester requester) {
        MigrationId migration = ids.get();
        JdbcMigrations.NewMigration created = migrations.insert(migration, plan, checksum, mode);
        MigrationChange change = created.change();
        sagas.decide(change, requester, context -> new SagaCommand.Submit(context, migration, plan, mode));
        if (created.canStart()) {
            starter.startIfReady(change, plan.expandPart());
        }
        sagas.save(List.of(change));
        return new SubmissionResult.Accepted(change.current(), change.events());
    }
}
