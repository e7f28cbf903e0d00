package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.List;
import java.util.function.Supplier;

/** Creates a migration from a valid plan, and starts the migration if its targets are free and ready. */
public final class SubmissionService {
    private final JdbcMigrations migrations;
    private final JdbcClaims claims;
    private final SagaShell sagas;
    private final MigrationStarter starter;
    private final Supplier<MigrationId> ids;

    /**
     * @param ids generates the ids of new migrations
     */
    public SubmissionService(
            JdbcMigrations migrations,
            JdbcClaims claims,
            SagaShell sagas,
            MigrationStarter starter,
            Supplier<MigrationId> ids) {
        this.migrations = migrations;
        this.claims = claims;
        this.sagas = sagas;
        this.starter = starter;
        this.ids = ids;
    }

    /** Creates a migration, unless one with this plan name is active. Takes part in the current transaction. */
    public SubmissionResult submit(Plan plan, Requester requester) {
        claims.lockQueue();
        Checksum checksum = Checksum.of(plan);
        return migrations
                .findActive(plan.name())
                .map(existing -> resultForExisting(existing, checksum))
                .orElseGet(() -> create(plan, checksum, false, requester));
    }

    /**
     * Creates a dry run of a plan, unless a migration with this plan name and another plan is active: the plan could
     * not be submitted either. Takes part in the current transaction.
     */
    public SubmissionResult submitDryRun(Plan plan, Requester requester) {
        claims.lockQueue();
        Checksum checksum = Checksum.of(plan);
        return migrations
                .findActive(plan.name())
                .filter(existing -> !existing.checksum().equals(checksum))
                .map(existing -> resultForExisting(existing, checksum))
                .orElseGet(() -> create(plan, checksum, true, requester));
    }

    private static SubmissionResult resultForExisting(JdbcMigrations.ExistingMigration existing, Checksum checksum) {
        return existing.checksum().equals(checksum)
                ? new SubmissionResult.Existing(existing.migration())
                : new SubmissionResult.NameConflict(
                        existing.migration(), LockstepJson.messages().readValue(existing.planJson(), Plan.class));
    }

    private SubmissionResult.Accepted create(Plan plan, Checksum checksum, boolean isDryRun, Requester requester) {
        MigrationId migration = ids.get();
        JdbcMigrations.NewMigration created = migrations.insert(migration, plan, checksum, isDryRun);
        MigrationChange change = created.change();
        sagas.decide(change, requester, context -> new SagaCommand.Submit(context, migration, plan, isDryRun));
        if (created.canStart()) {
            starter.startIfReady(change, plan);
        }
        sagas.save(List.of(change));
        return new SubmissionResult.Accepted(change.current(), change.events());
    }
}
