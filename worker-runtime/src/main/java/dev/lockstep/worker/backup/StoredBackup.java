package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.BackupResult.BackupFile;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.BackupManifest;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.ExceptionText;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A backup whose manifest is readable.
 *
 * @param digest of the manifest
 */
record StoredBackup(BackupStorage storage, BackupPath folder, BackupManifest manifest, Digest digest)
        implements BackupReader {
    private static final int BUFFER = 64 * 1024;

    BackupResult result() {
        return new BackupResult(
                digest,
                manifest.createdAt(),
                manifest.expiresAt(),
                manifest.units(),
                manifest.bytes(),
                "%s:%s".formatted(storage.name(), folder),
                manifest.method(),
                manifest.allFiles().size(),
                manifest.allFiles().stream().limit(BackupResult.MAX_FILES).toList(),
                manifest.notes());
    }

    /**
     * Reads all files and compares them with the manifest.
     *
     * @throws OperationFailed with {@code backup-damaged} if one differs
     */
    void verify(StepContext context) {
        for (BackupFile file : manifest.files()) {
            context.checkpoint();
            try (DigestingInput input = open(file)) {
                input.drain();
                check(file, input);
            } catch (IOException thrown) {
                throw StorageFailures.of(thrown);
            }
        }
    }

    private DigestingInput open(BackupFile file) throws IOException {
        try {
            return new DigestingInput(storage.open(folder.plus(file.name())));
        } catch (NoSuchFileException _missing) {
            throw StorageFailures.damaged(folder, "the file %s is missing".formatted(file.name()));
        }
    }

    private void check(BackupFile file, DigestingInput input) {
        if (input.bytes() != file.bytes()) {
            throw StorageFailures.damaged(
                    folder,
                    "the file %s has %d bytes; the manifest expects %d"
                            .formatted(file.name(), input.bytes(), file.bytes()));
        }
        Digest found = input.digest();
        if (!found.equals(file.digest())) {
            throw StorageFailures.damaged(
                    folder,
                    "the file %s has the digest %s; the manifest expects %s"
                            .formatted(file.name(), found, file.digest()));
        }
    }

    @Override
    public <T> T file(String name, Content<T> content) {
        BackupFile file = manifest.files().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> StorageFailures.damaged(folder, "it has no file %s".formatted(name)));
        try (DigestingInput input = open(file)) {
            return read(file, input, content);
        } catch (IOException thrown) {
            throw StorageFailures.of(thrown);
        }
    }

    private <T> T read(BackupFile file, DigestingInput input, Content<T> content) throws IOException {
        T result;
        try (InputStream decompressed =
                new BufferedInputStream(new GZIPInputStream(new UnclosedInput(input), BUFFER), BUFFER)) {
            result = content.readFrom(decompressed);
        } catch (IOException thrown) {
            throw faultOf(file, input, thrown);
        } catch (UncheckedIOException thrown) {
            throw faultOf(file, input, StorageFailures.causeOf(thrown));
        }
        input.drain();
        if (input.bytes() != file.bytes() || !input.digest().equals(file.digest())) {
            throw changedWhileRead(file, "its bytes differ from the manifest", null);
        }
        return result;
    }

    private OperationFailed faultOf(BackupFile file, DigestingInput input, IOException thrown) {
        return input.fault() == null
                ? changedWhileRead(file, ExceptionText.of(thrown), thrown)
                : StorageFailures.of(thrown);
    }

    /** Everything was verified before, so units of the file may already be restored. */
    private OperationFailed changedWhileRead(BackupFile file, String difference, @Nullable IOException cause) {
        StepFailure failure = new StepFailure.Permanent(
                "backup-damaged",
                "the file %s of the backup %s cannot be read: %s. It was undamaged before, so a part of it may be restored"
                        .formatted(file.name(), folder, difference),
                StepFailure.Effect.PARTIAL);
        return cause == null ? new OperationFailed(failure) : new OperationFailed(failure, cause);
    }

    /** Keeps the file open for the comparison at its end. */
    private static final class UnclosedInput extends FilterInputStream {
        private UnclosedInput(InputStream file) {
            super(file);
        }

        @Override
        public void close() {
            // The owner closes it.
        }
    }
}
