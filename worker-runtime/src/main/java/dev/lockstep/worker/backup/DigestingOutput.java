package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.worker.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and digests the bytes of a file while they are written, and stops at the limit of a backup. */
final class DigestingOutput extends FilterOutputStream {
    private final MessageDigest digest = Sha256.start();
    private final long limit;
    private final long maxSize;
    private long bytes;

    /**
     * @param limit bytes that the file may have
     * @param maxSize limit of the whole backup, for the message
     */
    DigestingOutput(OutputStream file, long limit, long maxSize) {
        super(file);
        this.limit = limit;
        this.maxSize = maxSize;
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
        bytes += length;
        if (bytes > limit) {
            throw new NoRoomException(
                    "the backup has more than the %d bytes that lockstep.backups.max-size permits; raise it, or back up less"
                            .formatted(maxSize));
        }
        digest.update(content, offset, length);
        out.write(content, offset, length);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /** Leaves the file open, so that it can be stored durably. */
    @Override
    public void close() throws IOException {
        out.flush();
    }

    long bytes() {
        return bytes;
    }

    /** The digest of everything that was written; called once. */
    Digest digest() {
        return Digest.of(digest.digest());
    }
}
