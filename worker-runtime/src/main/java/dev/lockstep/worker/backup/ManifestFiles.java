package dev.lockstep.worker.backup;

import dev.lockstep.contract.json.JsonErrorText;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.worker.BackupManifest;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads and writes the manifest of a backup, and the file with its digest, in the format of {@code sha256sum}. The digest is
 * written first: the manifest is what makes a backup complete.
 */
final class ManifestFiles {
    static final String MANIFEST = "manifest.json";
    static final String DIGEST = "manifest.json.sha256";
    private static final int MAX_BYTES = 16 << 20;

    private final BackupStorage storage;

    ManifestFiles(BackupStorage storage) {
        this.storage = storage;
    }

    StoredBackup write(BackupPath folder, BackupManifest manifest) throws IOException {
        byte[] text = LockstepJson.messages().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
        Digest digest = Sha256.of(text);
        write(folder.plus(DIGEST), "%s  %s\n".formatted(digest, MANIFEST).getBytes(StandardCharsets.US_ASCII));
        write(folder.plus(MANIFEST), text);
        return new StoredBackup(storage, folder, manifest, digest);
    }

    private void write(BackupPath path, byte[] content) throws IOException {
        try (BackupStorage.NewFile file = storage.create(path)) {
            file.stream().write(content);
            file.commit();
        }
    }

    /**
     * Reads the manifest of a folder; empty if the backup is unfinished.
     *
     * @throws OperationFailed if it is damaged, or has a format of another version
     */
    Optional<StoredBackup> read(BackupPath folder) throws IOException {
        byte[] text;
        try {
            text = bytes(folder.plus(MANIFEST), folder);
        } catch (NoSuchFileException _unfinished) {
            return Optional.empty();
        }
        Digest digest = Sha256.of(text);
        requireDigest(folder, digest);
        return Optional.of(new StoredBackup(storage, folder, parse(folder, text), digest));
    }

    private byte[] bytes(BackupPath path, BackupPath folder) throws IOException {
        try (InputStream file = storage.open(path)) {
            byte[] content = file.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw StorageFailures.damaged(folder, "%s has more than %d bytes".formatted(path, MAX_BYTES));
            }
            return content;
        }
    }

    private void requireDigest(BackupPath folder, Digest found) throws IOException {
        String expected;
        try {
            expected = new String(bytes(folder.plus(DIGEST), folder), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException _missing) {
            throw StorageFailures.damaged(folder, "the file %s is missing".formatted(DIGEST));
        }
        if (!expected.startsWith(found.value() + " ")) {
            throw StorageFailures.damaged(
                    folder, "the manifest has the digest %s; %s has another one".formatted(found, DIGEST));
        }
    }

    private static BackupManifest parse(BackupPath folder, byte[] text) {
        try {
            JsonNode tree = LockstepJson.messages().readTree(text);
            int format = tree.path("format").asInt(0);
            if (format != BackupManifest.FORMAT) {
                throw OperationFailed.withoutEffect(
                        "backup-format",
                        "the backup %s has format %d; this worker reads format %d. Use a worker of the version that made it"
                                .formatted(folder, format, BackupManifest.FORMAT));
            }
            return LockstepJson.messages().treeToValue(tree, BackupManifest.class);
        } catch (JacksonException thrown) {
            throw StorageFailures.damaged(
                    folder, "its manifest cannot be parsed: %s".formatted(JsonErrorText.of(thrown)));
        }
    }
}
