package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.InMemoryStore;
import dev.lockstep.worker.tool.StoreTools;
import dev.lockstep.worker.tool.ToolSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** An in-memory store, a migration of it, and a storage for its backups. */
final class BackupScenario {
    static final Duration KEEP = Duration.ofDays(7);
    static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    final InMemoryStore store = new InMemoryStore(20);
    final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    final BackupFiles files;
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    ToolSettings tools = ToolSettings.none();
    long minFree;
    long maxSize = Long.MAX_VALUE;

    BackupScenario(BackupFiles files) {
        this.files = files;
    }

    BackupStorage storage() {
        return files.storage(minFree);
    }

    Report run(Command command) {
        return run(store, command);
    }

    Report run(InMemoryStore other, Command command) {
        StoredBackups backups = new StoredBackups(storage(), clock, maxSize, StoreTools.of(tools));
        try (ContractWorker worker = new ContractWorker(other.connect(), TargetKind.MONGO, backups)) {
            return worker.run(command);
        }
    }

    BackupResult backUp(long dispatch) {
        Report report = run(migration.backup(dispatch, KEEP));
        assertThat(report).isInstanceOf(Report.BackedUp.class);
        return ((Report.BackedUp) report).result();
    }

    RestoreResult restore(Command command) {
        Report report = run(command);
        assertThat(report).isInstanceOf(Report.Restored.class);
        return ((Report.Restored) report).result();
    }

    StepFailure failure(Command command) {
        return failureOf(run(command));
    }

    static StepFailure failureOf(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }

    /** The folders of all attempts to back up the target. */
    List<BackupPath> attempts() {
        BackupPath target = BackupPath.of(migration.id(), ContractMigration.TARGET);
        try {
            return storage().folders(target).stream().map(target::plus).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
