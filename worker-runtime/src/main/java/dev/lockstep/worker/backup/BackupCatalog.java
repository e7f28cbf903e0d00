package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.worker.BackupStore.BackupRequest;
import dev.lockstep.worker.BackupStore.RestoreRequest;
import dev.lockstep.worker.BackupStore.TargetDatabase;
import dev.lockstep.worker.OperationFailed;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the backup that a command is about, and refuses one that does not fit it. */
final class BackupCatalog {
    private final BackupStorage storage;
    private final ManifestFiles manifests;

    BackupCatalog(BackupStorage storage) {
        this.storage = storage;
        this.manifests = new ManifestFiles(storage);
    }

    /** All attempts to back up one target, the newest first. */
    List<Attempt> attempts(BackupPath target) throws IOException {
        return storage.folders(target).stream()
                .flatMap(name -> Attempt.of(target, name).stream())
                .sorted(Attempt.NEWEST_FIRST)
                .toList();
    }

    /** A complete backup that answers the request; the caller checks its files. */
    Optional<StoredBackup> find(BackupPath target, BackupRequest request, String method, Instant now)
            throws IOException {
        for (Attempt attempt : attempts(target)) {
            Optional<StoredBackup> found = readIntact(attempt)
                    .filter(backup -> backup.manifest()
                                    .identity()
                                    .equals(request.database().identity())
                            && backup.manifest().method().equals(method)
                            && backup.manifest().steps().equals(request.steps())
                            && backup.manifest().expiresAt().isAfter(now));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** A backup whose manifest is damaged is not one, so another is made. */
    private Optional<StoredBackup> readIntact(Attempt attempt) throws IOException {
        try {
            return manifests.read(attempt.folder());
        } catch (OperationFailed _damaged) {
            return Optional.empty();
        }
    }

    /** The backup to restore; its files are not checked yet. */
    StoredBackup require(RestoreRequest request, String method, Instant now) throws IOException {
        BackupPath target = BackupPath.of(request.backup(), request.database().name());
        List<Attempt> attempts = attempts(target);
        if (attempts.isEmpty()) {
            throw OperationFailed.withoutEffect(
                    "backup-unknown",
                    "there is no backup of migration %s for target %s in the storage of this worker (%s:%s)"
                            .formatted(request.backup(), request.database().name(), storage.name(), target));
        }
        StoredBackup backup = choose(target, attempts, request.digest());
        requireFitting(backup, request.database(), method, now);
        return backup;
    }

    private StoredBackup choose(BackupPath target, List<Attempt> attempts, @Nullable Digest digest) throws IOException {
        List<StoredBackup> complete = new ArrayList<>();
        List<OperationFailed> damaged = new ArrayList<>();
        for (Attempt attempt : attempts) {
            try {
                manifests.read(attempt.folder()).ifPresent(complete::add);
            } catch (OperationFailed failed) {
                damaged.add(failed);
            }
        }
        Optional<StoredBackup> chosen = complete.stream()
                .filter(backup -> digest == null || backup.digest().equals(digest))
                .findFirst();
        if (chosen.isPresent()) {
            return chosen.get();
        }
        if (!damaged.isEmpty()) {
            throw damaged.getFirst();
        }
        if (complete.isEmpty()) {
            throw OperationFailed.withoutEffect(
                    "backup-incomplete",
                    "the backup %s is unfinished: it has no %s. Nothing was restored"
                            .formatted(target, ManifestFiles.MANIFEST));
        }
        throw StorageFailures.damaged(
                complete.getFirst().folder(),
                "its manifest has the digest %s; the backup that was reported has %s"
                        .formatted(complete.getFirst().digest(), digest));
    }

    private static void requireFitting(StoredBackup backup, TargetDatabase database, String method, Instant now) {
        if (!backup.manifest().target().equals(database.name())
                || !backup.manifest().identity().equals(database.identity())) {
            throw OperationFailed.withoutEffect(
                    "backup-of-other-database",
                    "the backup %s is of target %s, database %s; target %s is database %s"
                            .formatted(
                                    backup.folder(),
                                    backup.manifest().target(),
                                    backup.manifest().identity(),
                                    database.name(),
                                    database.identity()));
        }
        if (!backup.manifest().method().equals(method)) {
            throw OperationFailed.withoutEffect(
                    "backup-method",
                    "the backup %s was made by %s; this worker restores %s. Use a worker of the version that made it"
                            .formatted(backup.folder(), backup.manifest().method(), method));
        }
        if (!backup.manifest().expiresAt().isAfter(now)) {
            throw OperationFailed.withoutEffect(
                    "backup-expired",
                    "the backup %s has expired at %s"
                            .formatted(backup.folder(), backup.manifest().expiresAt()));
        }
    }
}
