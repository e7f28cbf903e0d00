package dev.lockstep.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult.BackupFile;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a backup states about itself: the file {@code manifest.json}, which is written last. A directory without it is an
 * unfinished backup.
 *
 * @param format {@link #FORMAT}; a worker does not restore another one
 * @param identity identity of the database that was backed up
 * @param serverVersion version of the server that was backed up
 * @param steps the steps whose data it has, with their placeholders filled in
 * @param expiresAt when the worker may delete the backup
 * @param files all files that a restore reads, in the order in which they were written
 * @param tools the files of the store's own tools, which a restore does not read
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
        @JsonProperty(required = true) List<String> notes,
        List<ToolFile> tools) {
    public static final int FORMAT = 1;

    public BackupManifest(
            int format,
            MigrationId migration,
            PlanName planName,
            TargetName target,
            TargetKind kind,
            TargetIdentity identity,
            String serverVersion,
            String method,
            Instant createdAt,
            Instant expiresAt,
            List<Step> steps,
            List<BackupFile> files,
            List<String> notes,
            @Nullable List<ToolFile> tools) {
        this.format = format;
        this.migration = migration;
        this.planName = planName;
        this.target = target;
        this.kind = kind;
        this.identity = identity;
        this.serverVersion = serverVersion;
        this.method = method;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
        this.steps = List.copyOf(steps);
        this.files = List.copyOf(files);
        this.notes = List.copyOf(notes);
        this.tools = tools == null ? List.of() : List.copyOf(tools);
    }

    public long units() {
        return files.stream().mapToLong(BackupFile::units).sum();
    }

    /** Bytes of all files in the storage, without the manifest. */
    public long bytes() {
        return allFiles().stream().mapToLong(BackupFile::bytes).sum();
    }

    /** The files that a restore reads, and after them those of tools, which have no units. */
    public List<BackupFile> allFiles() {
        return Stream.concat(
                        files.stream(),
                        tools.stream().map(made -> new BackupFile(made.file(), made.bytes(), 0, made.digest())))
                .toList();
    }

    /**
     * A file of a store's own tool.
     *
     * @param tool name of the program
     * @param version of the program
     */
    public record ToolFile(
            @JsonProperty(required = true) String tool,
            @JsonProperty(required = true) String version,
            @JsonProperty(required = true) String file,
            @JsonProperty(required = true) long bytes,
            @JsonProperty(required = true) Digest digest) {}
}
