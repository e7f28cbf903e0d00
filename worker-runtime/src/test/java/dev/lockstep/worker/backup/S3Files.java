package dev.lockstep.worker.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Backups in a bucket. */
record S3Files(S3Bucket bucket) implements BackupFiles {
    @Override
    public BackupStorage storage(long minFree) {
        return new S3Storage(bucket);
    }

    private String keyOf(BackupPath file) {
        return bucket.settings().prefix() + file;
    }

    @Override
    public byte[] read(BackupPath file) {
        try {
            return bucket.read(keyOf(file), 0, 1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(BackupPath file, byte[] content) {
        try {
            bucket.put(keyOf(file), content, content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(BackupPath file) {
        try {
            bucket.delete(keyOf(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> all() {
        String prefix = bucket.settings().prefix();
        try {
            return bucket.objects(prefix).stream()
                    .map(object -> object.key().substring(prefix.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
