package dev.lockstep.worker.backup;

import dev.lockstep.worker.tool.ToolSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of backups under the prefix {@code lockstep.backups}.
 *
 * @param directory the directory in which this worker keeps backups; without it and a bucket, the worker makes none
 * @param minFree room that a backup leaves free on the file system of the directory
 * @param maxSize maximum size of one backup of one target; no limit if it is absent
 * @param s3 the bucket in which this worker keeps backups instead
 * @param tools the stores' own tools, whose files a backup also has
 */
@ConfigurationProperties("lockstep.backups")
public record BackupSettings(
        @Nullable String directory,
        @DefaultValue("512MB") DataSize minFree,
        @Nullable DataSize maxSize,
        @Nullable S3Settings s3,
        @DefaultValue ToolSettings tools) {
    public BackupSettings {
        if (directory != null && !directory.isBlank() && s3 != null) {
            throw new IllegalArgumentException("lockstep.backups.directory and lockstep.backups.s3.bucket are both set;"
                    + " expected one of them: backups are kept in a directory or in a bucket");
        }
        if (minFree.isNegative()) {
            throw new IllegalArgumentException(
                    "lockstep.backups.min-free is %s; expected 0 or more, such as 512MB".formatted(minFree));
        }
        if (maxSize != null && maxSize.toBytes() <= 0) {
            throw new IllegalArgumentException(
                    "lockstep.backups.max-size is %s; expected more than 0, such as 20GB".formatted(maxSize));
        }
    }

    long maxBytes() {
        return maxSize == null ? Long.MAX_VALUE : maxSize.toBytes();
    }

    boolean hasStorage() {
        return s3 != null || (directory != null && !directory.isBlank());
    }
}
