package dev.lockstep.worker.backup;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ExceptionText;
import dev.lockstep.worker.OperationFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the expired backups of this worker's targets that no restore reads, and unfinished ones that nobody has
 * written to for a day. A backup whose manifest this worker cannot read stays.
 */
final class ExpiredBackups {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiredBackups.class);
    private static final Duration MAX_UNFINISHED = Duration.ofDays(1);
    /** A restore that began before the expiry still reads the backup, and notes it more often than this. */
    private static final Duration GRACE = Duration.ofHours(1);
    /** Limits the work of one run; the next one continues after the last migration. */
    private static final int MIGRATIONS_PER_RUN = 500;

    private final BackupStorage storage;
    private final BackupCatalog catalog;
    private final List<TargetName> targets;
    private final Clock clock;
    private String lastMigration = "";

    ExpiredBackups(BackupStorage storage, List<TargetName> targets, Clock clock) {
        this.storage = storage;
        this.catalog = new BackupCatalog(storage);
        this.targets = List.copyOf(targets);
        this.clock = clock;
    }

    /** Deletes what is due among the next migrations. Called by one thread. */
    void deleteDue() {
        for (String migration : nextMigrations()) {
            for (TargetName target : targets) {
                deleteDue(BackupPath.ROOT.plus(migration).plus(target.value()));
            }
        }
    }

    private List<String> nextMigrations() {
        try {
            List<String> migrations = storage.folders(BackupPath.ROOT).stream()
                    .filter(name -> name.compareTo(lastMigration) > 0)
                    .limit(MIGRATIONS_PER_RUN)
                    .toList();
            lastMigration = migrations.size() == MIGRATIONS_PER_RUN ? migrations.getLast() : "";
            return migrations;
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    private void deleteDue(BackupPath target) {
        try {
            catalog.attempts(target).forEach(this::deleteIfDue);
        } catch (IOException thrown) {
            logLeft(target, thrown);
        }
    }

    private void deleteIfDue(Attempt attempt) {
        try {
            if (isDue(attempt.folder())) {
                storage.delete(attempt.folder());
                LOG.atInfo()
                        .addKeyValue("backup", attempt.folder())
                        .log("backup deleted: it has expired, or was unfinished");
            }
        } catch (IOException | OperationFailed thrown) {
            logLeft(attempt.folder(), thrown);
        }
    }

    /** One folder that cannot be read must not keep all others from being deleted. */
    private static void logLeft(BackupPath folder, Exception thrown) {
        LOG.atWarn()
                .addKeyValue("backup", folder)
                .addKeyValue("reason", ExceptionText.of(thrown))
                .log("a backup that cannot be read is not deleted; delete it by hand if it is not needed");
    }

    private boolean isDue(BackupPath folder) throws IOException {
        Instant now = clock.instant();
        Optional<StoredBackup> backup = new ManifestFiles(storage).read(folder);
        if (backup.isEmpty()) {
            return storage.lastChange(folder).plus(MAX_UNFINISHED).isBefore(now);
        }
        Instant expiresAt = backup.get().manifest().expiresAt();
        Instant lastUse = storage.lastRead(folder).filter(expiresAt::isBefore).orElse(expiresAt);
        return !lastUse.plus(GRACE).isAfter(now);
    }
}
