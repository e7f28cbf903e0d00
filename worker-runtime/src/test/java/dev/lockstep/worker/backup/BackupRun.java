package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One migration with a backup, on a worker with a directory for backups. */
public final class BackupRun implements AutoCloseable {
    private static final Duration KEEP = Duration.ofDays(1);

    private final ContractMigration migration;
    private final TargetKind kind;
    private final BackupStore backups;
    private final ContractWorker worker;
    private final StepOperation[] following;
    private long dispatch;
    private @Nullable Digest digest;

    /** @param following operations of further steps, which are only backed up */
    public BackupRun(ConnectedTarget target, Path directory, StepOperation operation, StepOperation... following) {
        this(target, TestBackups.in(directory), operation, following);
    }

    /**
     * A run with this store of backups.
     *
     * @param following operations of further steps, which are only backed up
     */
    public BackupRun(ConnectedTarget target, BackupStore backups, StepOperation operation, StepOperation... following) {
        this.migration = ContractMigration.of(operation);
        this.kind = operation.kind();
        this.backups = backups;
        this.worker = workerOf(target);
        this.following = following.clone();
    }

    private ContractWorker workerOf(ConnectedTarget target) {
        return new ContractWorker(target, kind, backups);
    }

    public ContractMigration migration() {
        return migration;
    }

    /** Returns the next dispatch number. */
    public long next() {
        return ++dispatch;
    }

    public Report run(Command command) {
        return worker.run(command);
    }

    /** Runs the command on another worker, which then ends. */
    public Report runOn(ConnectedTarget other, Command command) {
        try (ContractWorker another = workerOf(other)) {
            return another.run(command);
        }
    }

    public Command backupCommand() {
        return migration.backup(next(), KEEP, following);
    }

    public BackupResult backUp() {
        Report report = run(backupCommand());
        assertThat(report).isInstanceOf(Report.BackedUp.class);
        BackupResult result = ((Report.BackedUp) report).result();
        digest = result.digest();
        return result;
    }

    public void apply() {
        run(migration.apply(next()));
    }

    /** Applies the step as far as it goes, and finishes it if the apply succeeds. */
    public void applyAndFinish() {
        run(migration.preflight(next()));
        if (run(migration.apply(next())) instanceof Report.Succeeded) {
            run(migration.finish(next()));
        }
    }

    public void compensate() {
        run(migration.compensate(next()));
    }

    public RestoreResult restoreDryRun() {
        return resultOf(run(migration.restoreDryRun(next(), digest)));
    }

    public RestoreResult restore() {
        return resultOf(run(restoreCommand()));
    }

    /** Creates the command of a restore with the next dispatch number. */
    public Command restoreCommand() {
        return migration.restore(next(), digest);
    }

    public static RestoreResult resultOf(Report report) {
        assertThat(report).isInstanceOf(Report.Restored.class);
        return ((Report.Restored) report).result();
    }

    public static StepFailure failureOf(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }

    @Override
    public void close() {
        worker.close();
    }
}
