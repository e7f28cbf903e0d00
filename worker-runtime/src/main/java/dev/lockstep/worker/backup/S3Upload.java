package dev.lockstep.worker.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A file that is sent in parts while it is written. One part is in memory. The object appears when the upload is complete;
 * a file of less than a part is one request.
 */
final class S3Upload implements BackupStorage.NewFile {
    private static final int MAX_PARTS = 10_000;
    private static final int FIRST_BUFFER = 64 * 1024;

    private final S3Bucket bucket;
    private final String key;
    private final FolderCheck folder;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final OutputStream stream = new Parts();
    private byte[] part = new byte[FIRST_BUFFER];
    private int length;
    private long sent;
    private @Nullable String upload;

    S3Upload(S3Bucket bucket, String key, FolderCheck folder) {
        this.bucket = bucket;
        this.key = key;
        this.folder = folder;
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    private void send() throws IOException {
        if (parts.size() == MAX_PARTS) {
            throw new NoRoomException("a file of the backup needs more than %d parts of %d bytes; raise %s"
                    .formatted(MAX_PARTS, part.length, "lockstep.backups.s3.part-size"));
        }
        folder.run(parts.size());
        if (upload == null) {
            upload = bucket.startUpload(key);
        }
        parts.add(bucket.uploadPart(key, upload, parts.size() + 1, part, length));
        sent += length;
        length = 0;
    }

    @Override
    public void commit() throws IOException {
        if (upload == null) {
            folder.run(0);
            bucket.put(key, part, length);
            return;
        }
        if (length > 0) {
            send();
        }
        folder.run(0);
        complete(upload);
        upload = null;
    }

    /** If only the answer was lost, a repeated request finds no upload any more, but the object. */
    private void complete(String started) throws IOException {
        try {
            bucket.completeUpload(key, started, parts);
        } catch (IOException failed) {
            if (bucket.length(key) != sent) {
                throw failed;
            }
        }
    }

    /** An upload that is not aborted takes room although nobody sees it. */
    @Override
    public void close() throws IOException {
        if (upload != null) {
            String started = upload;
            upload = null;
            try {
                bucket.abortUpload(key, started);
            } catch (NoSuchFileException _aborted) {
                // It was aborted when its folder was deleted.
            }
        }
    }

    /** Checks that the folder of the file still exists. */
    interface FolderCheck {
        /**
         * Checks it.
         *
         * @param parts number of parts that were sent
         * @throws java.nio.file.NoSuchFileException if the folder was deleted
         */
        void run(int parts) throws IOException;
    }

    private final class Parts extends OutputStream {
        @Override
        public void write(byte[] content, int offset, int count) throws IOException {
            int written = 0;
            while (written < count) {
                if (length == bucket.settings().partBytes()) {
                    send();
                }
                ensureRoom(count - written);
                int copied = Math.min(count - written, part.length - length);
                System.arraycopy(content, offset + written, part, length, copied);
                length += copied;
                written += copied;
            }
        }

        private void ensureRoom(int wanted) {
            int partBytes = bucket.settings().partBytes();
            if (part.length - length < wanted && part.length < partBytes) {
                long larger = Math.max(2L * part.length, (long) length + wanted);
                part = Arrays.copyOf(part, (int) Math.min(larger, partBytes));
            }
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }
    }
}
