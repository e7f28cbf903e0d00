package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.backup.TestBackups;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One migration of one step with a backup, on a worker with a directory for backups. */
final class BackupRun implements AutoCloseable {
    final ContractMigration migration;
    private final ContractWorker worker;
    private final StepOperation[] following;
    private long dispatch;
    private @Nullable Digest digest;

    BackupRun(ConnectedTarget target, Path directory, StepOperation operation, StepOperation... following) {
        this.migration = ContractMigration.of(operation);
        this.worker = new ContractWorker(target, TargetKind.MONGO, TestBackups.in(directory));
        this.following = following.clone();
    }

    long next() {
        return ++dispatch;
    }

    Report run(Command command) {
        return worker.run(command);
    }

    BackupResult backUp() {
        Report report = run(migration.backup(next(), Duration.ofDays(1), following));
        assertThat(report).isInstanceOf(Report.BackedUp.class);
        BackupResult result = ((Report.BackedUp) report).result();
        digest = result.digest();
        return result;
    }

    void apply() {
        run(migration.apply(next()));
    }

    RestoreResult restoreDryRun() {
        return resultOf(run(migration.restoreDryRun(next(), digest)));
    }

    RestoreResult restore() {
        return resultOf(run(migration.restore(next(), digest)));
    }

    private static RestoreResult resultOf(Report report) {
        assertThat(report).isInstanceOf(Report.Restored.class);
        return ((Report.Restored) report).result();
    }

    @Override
    public void close() {
        worker.close();
    }
}
