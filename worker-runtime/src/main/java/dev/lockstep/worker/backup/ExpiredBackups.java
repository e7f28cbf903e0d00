package dev.lockstep.worker.backup;

import dev.lockstep.contract.plan.TargetName;
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
 * Deletes the expired backups of this worker's targets, and unfinished ones that nobody has written to for a day. A backup
 * whose manifest this worker cannot read stays.
 */
final class ExpiredBackups {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiredBackups.class);
    private static final Duration MAX_UNFINISHED = Duration.ofDays(1);
    /** A restore that began before the expiry still reads the backup. */
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
        try {
            List<String> migrations = storage.list(BackupPath.ROOT).stream()
                    .filter(name -> name.compareTo(lastMigration) > 0)
                    .limit(MIGRATIONS_PER_RUN)
                    .toList();
            lastMigration = migrations.size() == MIGRATIONS_PER_RUN ? migrations.getLast() : "";
            for (String migration : migrations) {
                for (TargetName target : targets) {
                    deleteDue(BackupPath.ROOT.plus(migration).plus(target.value()));
                }
            }
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    private void deleteDue(BackupPath target) throws IOException {
        for (Attempt attempt : catalog.attempts(target)) {
            if (isDue(attempt.folder())) {
                storage.delete(attempt.folder());
                LOG.atInfo()
                        .addKeyValue("backup", attempt.folder())
                        .log("backup deleted: it has expired, or was unfinished");
            }
        }
    }

    private boolean isDue(BackupPath folder) throws IOException {
        try {
            Optional<StoredBackup> backup = new ManifestFiles(storage).read(folder);
            Instant now = clock.instant();
            return backup.isPresent()
                    ? !backup.get().manifest().expiresAt().plus(GRACE).isAfter(now)
                    : storage.lastChange(folder).plus(MAX_UNFINISHED).isBefore(now);
        } catch (OperationFailed unreadable) {
            LOG.atWarn()
                    .addKeyValue("backup", folder)
                    .addKeyValue("reason", unreadable.getMessage())
                    .log("a backup that cannot be read is not deleted; delete it by hand if it is not needed");
            return false;
        }
    }
}
