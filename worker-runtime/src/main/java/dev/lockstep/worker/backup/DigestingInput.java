package dev.lockstep.worker.backup;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.worker.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Counts and digests the bytes of a file while they are read, and remembers a fault of the storage. */
final class DigestingInput extends FilterInputStream {
    private static final int BUFFER = 64 * 1024;
    private final MessageDigest digest = Sha256.start();
    private long bytes;
    private @Nullable IOException fault;

    DigestingInput(InputStream file) {
        super(file);
    }

    @Override
    public int read(byte[] content, int offset, int length) throws IOException {
        try {
            int count = in.read(content, offset, length);
            if (count > 0) {
                bytes += count;
                digest.update(content, offset, count);
            }
            return count;
        } catch (IOException thrown) {
            fault = thrown;
            throw thrown;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] octet = new byte[1];
        return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count && read() >= 0) {
            skipped++;
        }
        return skipped;
    }

    /** Reads what is left of the file. */
    void drain() throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (read(buffer, 0, buffer.length) >= 0) {
            // Only counted and digested.
        }
    }

    long bytes() {
        return bytes;
    }

    /** The digest of everything that was read; called once. */
    Digest digest() {
        return Digest.of(digest.digest());
    }

    /** The fault of the storage; null if an exception has another cause. */
    @Nullable IOException fault() {
        return fault;
    }
}
