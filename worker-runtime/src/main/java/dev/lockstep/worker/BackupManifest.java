package dev.lockstep.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult.BackupFile;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.List;

/**
 * What a backup states about itself: the file {@code manifest.json}, which is written last. A directory without it is an
 * unfinished backup.
 *
 * @param format {@link #FORMAT}; a worker does not restore another one
 * @param identity identity of the database that was backed up
 * @param serverVersion version of the server that was backed up
 * @param steps the steps whose data it has, with their placeholders filled in
 * @param expiresAt when the worker may delete the backup
 * @param files all files except the manifest and its digest, in the order in which they were written
 */
public record BackupManifest(
        @JsonProperty(required = true) int format,
        @JsonProperty(required = true) MigrationId migration,
        @JsonProperty(required = true) PlanName planName,
        @JsonProperty(required = true) TargetName target,
        @JsonProperty(required = true) TargetKind kind,
        @JsonProperty(required = true) TargetIdentity identity,
        @JsonProperty(required = true) String serverVersion,
        @JsonProperty(required = true) String method,
        @JsonProperty(required = true) Instant createdAt,
        @JsonProperty(required = true) Instant expiresAt,
        @JsonProperty(required = true) List<Step> steps,
        @JsonProperty(required = true) List<BackupFile> files,
        @JsonProperty(required = true) List<String> notes) {
    public static final int FORMAT = 1;

    public BackupManifest {
        steps = List.copyOf(steps);
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    public long units() {
        return files.stream().mapToLong(BackupFile::units).sum();
    }

    /** Bytes of all files in the storage, without the manifest. */
    public long bytes() {
        return files.stream().mapToLong(BackupFile::bytes).sum();
    }
}
