package dev.lockstep.worker.backup;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads an object in parts, each with a request of its own, so a slow reader does not keep a connection open, and a lost
 * connection costs one part.
 */
final class S3Input extends InputStream {
    private final S3Bucket bucket;
    private final String key;
    private byte[] part;
    private int position;
    private long next;
    private boolean ended;

    /** @throws java.nio.file.NoSuchFileException if the object does not exist */
    S3Input(S3Bucket bucket, String key) throws IOException {
        this.bucket = bucket;
        this.key = key;
        this.part = fetch();
    }

    private byte[] fetch() throws IOException {
        int wanted = bucket.settings().partBytes();
        byte[] content = bucket.read(key, next, wanted);
        next += content.length;
        ended = content.length < wanted;
        return content;
    }

    @Override
    public int read(byte[] content, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == part.length) {
            if (ended) {
                return -1;
            }
            part = fetch();
            position = 0;
            if (part.length == 0) {
                return -1;
            }
        }
        int count = Math.min(length, part.length - position);
        System.arraycopy(part, position, content, offset, count);
        position += count;
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] octet = new byte[1];
        return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
    }

    @Override
    public int available() {
        return part.length - position;
    }
}
