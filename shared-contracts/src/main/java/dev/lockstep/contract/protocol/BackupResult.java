package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup of what the steps of one target touch. It is complete, and its files were stored durably.
 *
 * @param digest of the manifest, which has the digests of all files; a command that repeats it restores exactly this
 *     backup
 * @param createdAt when the worker began the backup; its content is not older
 * @param expiresAt when the worker may delete the backup
 * @param units number of units in the backup: keys, documents, rows
 * @param bytes bytes that the backup takes in the storage
 * @param location where the backup is within the storage of the worker; it has no host path and no credentials
 * @param method how the backup was made, such as {@code redis-dump}; {@code docs/backup.md} lists the methods
 * @param fileCount number of files; {@code files} may have fewer
 * @param files the first {@link #MAX_FILES} files
 * @param notes what a reader must know, such as parts that the backup does not contain
 */
public record BackupResult(
        @JsonProperty(required = true) Digest digest,
        @JsonProperty(required = true) Instant createdAt,
        @JsonProperty(required = true) Instant expiresAt,
        @JsonProperty(required = true) long units,
        @JsonProperty(required = true) long bytes,
        @JsonProperty(required = true) String location,
        @JsonProperty(required = true) String method,
        @JsonProperty(required = true) int fileCount,
        List<BackupFile> files,
        List<String> notes) {
    /** Maximum number of files in a report. */
    public static final int MAX_FILES = 50;

    public BackupResult(
            Digest digest,
            Instant createdAt,
            Instant expiresAt,
            long units,
            long bytes,
            String location,
            String method,
            int fileCount,
            @Nullable List<BackupFile> files,
            @Nullable List<String> notes) {
        this.digest = digest;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
        this.units = units;
        this.bytes = bytes;
        this.location = location;
        this.method = method;
        this.fileCount = fileCount;
        this.files = files == null ? List.of() : List.copyOf(files);
        this.notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /**
     * One file of a backup.
     *
     * @param bytes size in the storage, after compression
     * @param digest of the bytes in the storage
     */
    public record BackupFile(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) long bytes,
            @JsonProperty(required = true) long units,
            @JsonProperty(required = true) Digest digest) {}
}
