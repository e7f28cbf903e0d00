package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.worker.BackupManifest;
import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.tool.StoreTools;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups in one storage. Several workers can share it. */
final class StoredBackups implements BackupStore {
    private static final Logger LOG = LoggerFactory.getLogger(StoredBackups.class);

    private final BackupStorage storage;
    private final BackupCatalog catalog;
    private final Clock clock;
    private final long maxSize;
    private final StoreTools tools;

    /**
     * Creates the backups of one worker.
     *
     * @param maxSize maximum number of bytes of one backup
     */
    StoredBackups(BackupStorage storage, Clock clock, long maxSize, StoreTools tools) {
        this.storage = storage;
        this.catalog = new BackupCatalog(storage);
        this.clock = clock;
        this.maxSize = maxSize;
        this.tools = tools;
    }

    @Override
    public BackupResult backUp(BackupRequest request, ConnectedTarget target, StepContext context) {
        try {
            BackupPath path =
                    BackupPath.of(context.key().migration(), request.database().name());
            Optional<BackupResult> earlier = earlier(path, request, target, context);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            deleteUnfinished(path, context.dispatch());
            return write(Attempt.create(path, context.dispatch()), request, target, context);
        } catch (IOException thrown) {
            throw StorageFailures.of(thrown);
        }
    }

    private Optional<BackupResult> earlier(
            BackupPath path, BackupRequest request, ConnectedTarget target, StepContext context) throws IOException {
        Optional<StoredBackup> found =
                catalog.find(path, request, target.backups().method(), clock.instant());
        if (found.isPresent()) {
            try {
                found.get().verify(context);
                return found.map(StoredBackup::result);
            } catch (OperationFailed damaged) {
                LOG.atWarn()
                        .addKeyValue("backup", found.get().folder())
                        .addKeyValue("reason", damaged.getMessage())
                        .log("the complete backup of the migration cannot be used; another one is made");
            }
        }
        return Optional.empty();
    }

    /** Those of later dispatches belong to workers that have taken over. */
    private void deleteUnfinished(BackupPath path, DispatchNumber dispatch) throws IOException {
        for (Attempt attempt : catalog.attempts(path)) {
            boolean isOlder = !dispatch.isBelow(attempt.dispatch());
            if (isOlder && !storage.hasFile(attempt.folder().plus(ManifestFiles.MANIFEST))) {
                storage.delete(attempt.folder());
            }
        }
    }

    private BackupResult write(Attempt attempt, BackupRequest request, ConnectedTarget target, StepContext context)
            throws IOException {
        storage.createFolder(attempt.folder());
        try {
            return writeFiles(attempt, request, target, context).result();
        } catch (RuntimeException | IOException failed) {
            deleteFailed(attempt);
            throw failed;
        }
    }

    private StoredBackup writeFiles(Attempt attempt, BackupRequest request, ConnectedTarget target, StepContext context)
            throws IOException {
        Instant createdAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        StoredBackupWriter writer = new StoredBackupWriter(storage, attempt.folder(), maxSize, tools);
        target.backups().backUp(request.steps(), writer, context);
        Failpoints.hit("backup.before-manifest");
        context.checkpoint();
        return new ManifestFiles(storage)
                .write(
                        attempt.folder(),
                        new BackupManifest(
                                BackupManifest.FORMAT,
                                context.key().migration(),
                                request.planName(),
                                request.database().name(),
                                request.steps().getFirst().operation().kind(),
                                request.database().identity(),
                                target.serverVersion(),
                                target.backups().method(),
                                createdAt,
                                createdAt.plus(request.keep()),
                                request.steps(),
                                writer.files(),
                                writer.notes(),
                                writer.tools()));
    }

    /** Frees its room at once. A fault here must not hide why the backup failed. */
    private void deleteFailed(Attempt attempt) {
        try {
            storage.delete(attempt.folder());
        } catch (IOException thrown) {
            LOG.atWarn()
                    .addKeyValue("backup", attempt.folder())
                    .setCause(thrown)
                    .log("an unfinished backup was not deleted; the next attempt deletes it,"
                            + " or the schedule after a day");
        }
    }

    @Override
    public RestoreResult restore(RestoreRequest request, ConnectedTarget target, StepContext context) {
        try {
            StoredBackup backup = catalog.require(request, target.backups().method(), clock.instant());
            try (ReadMark _ = new ReadMark(storage, backup.folder(), clock, ReadMark.INTERVAL)) {
                backup.verify(context);
                Failpoints.hit("restore.after-verify");
                return target.backups().restore(backup, request.mode(), context);
            }
        } catch (IOException thrown) {
            throw StorageFailures.of(thrown);
        }
    }
}
