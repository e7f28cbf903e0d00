package dev.lockstep.worker.backup;

import dev.lockstep.worker.backup.S3Bucket.StoredObject;
import dev.lockstep.worker.backup.S3Bucket.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Backups in a bucket of an S3-compatible server. A folder exists as long as it has an object of this name: only so
 * can a writer find out that its folder was deleted in the meantime.
 */
final class S3Storage implements BackupStorage {
    private static final String FOLDER = ".folder";
    private static final String READ = ".read";
    private static final int MAX_MARK_BYTES = 100;
    /** A file of many parts becomes visible at its end; until then this shows that somebody still writes. */
    private static final int PARTS_PER_MARK = 16;

    private final S3Bucket bucket;
    private final String prefix;

    S3Storage(S3Bucket bucket) {
        this.bucket = bucket;
        this.prefix = bucket.settings().prefix();
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public void createFolder(BackupPath folder) throws IOException {
        mark(folder);
    }

    private void mark(BackupPath folder) throws IOException {
        bucket.put(keyOf(folder, FOLDER), new byte[0], 0);
    }

    private void requireFolder(BackupPath folder) throws IOException {
        if (!bucket.exists(keyOf(folder, FOLDER))) {
            throw new NoSuchFileException(folder.toString(), null, "the folder was deleted, or never created");
        }
    }

    @Override
    public NewFile create(BackupPath file) throws IOException {
        BackupPath folder = file.parent();
        requireFolder(folder);
        return new S3Upload(bucket, prefix + file, parts -> {
            requireFolder(folder);
            if (parts % PARTS_PER_MARK == PARTS_PER_MARK - 1) {
                mark(folder);
            }
        });
    }

    @Override
    public InputStream open(BackupPath file) throws IOException {
        return new S3Input(bucket, prefix + file);
    }

    @Override
    public List<String> folders(BackupPath folder) throws IOException {
        return bucket.foldersBelow(prefixOf(folder)).stream()
                .filter(BackupPath::isName)
                .sorted()
                .toList();
    }

    @Override
    public boolean hasFile(BackupPath file) throws IOException {
        return bucket.exists(prefix + file);
    }

    @Override
    public Instant lastChange(BackupPath folder) throws IOException {
        return bucket.objects(prefixOf(folder)).stream()
                .map(StoredObject::changedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new NoSuchFileException(folder.toString()));
    }

    @Override
    public void markRead(BackupPath folder, Instant time) throws IOException {
        requireFolder(folder);
        byte[] text = time.toString().getBytes(StandardCharsets.US_ASCII);
        bucket.put(keyOf(folder, READ), text, text.length);
    }

    @Override
    public Optional<Instant> lastRead(BackupPath folder) throws IOException {
        try {
            byte[] text = bucket.read(keyOf(folder, READ), 0, MAX_MARK_BYTES);
            return Optional.of(Instant.parse(new String(text, StandardCharsets.US_ASCII)));
        } catch (NoSuchFileException _neverRead) {
            return Optional.empty();
        } catch (DateTimeException _edited) {
            throw new IOException("the object %s of backup %s has no time".formatted(READ, folder));
        }
    }

    /**
     * Deletes the object of the folder first, so that writers stop, then the manifest, so that what remains after a fault is an
     * unfinished backup, which is deleted later.
     */
    @Override
    public void delete(BackupPath folder) throws IOException {
        bucket.delete(keyOf(folder, FOLDER));
        bucket.delete(keyOf(folder, ManifestFiles.MANIFEST));
        for (Upload upload : bucket.uploads(prefixOf(folder))) {
            abort(upload);
        }
        for (StoredObject object : bucket.objects(prefixOf(folder))) {
            bucket.delete(object.key());
        }
    }

    private void abort(Upload upload) throws IOException {
        try {
            bucket.abortUpload(upload.key(), upload.id());
        } catch (NoSuchFileException _endedMeanwhile) {
            // Its writer has completed or aborted it.
        }
    }

    private String prefixOf(BackupPath folder) {
        return folder.names().isEmpty() ? prefix : prefix + folder + "/";
    }

    private String keyOf(BackupPath folder, String name) {
        return prefixOf(folder) + name;
    }
}
