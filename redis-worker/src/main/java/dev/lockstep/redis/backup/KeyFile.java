package dev.lockstep.redis.backup;

import dev.lockstep.redis.connection.RedisKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The format of the file of keys: {@code LSREDIS1}, then for each key the length of its name (4 bytes, big-endian), the name,
 * the absolute expiry in milliseconds or -1 (8 bytes), the length of the payload (4 bytes) and the payload; at the end -1
 * (4 bytes) and the number of keys (8 bytes).
 */
final class KeyFile {
    static final String NAME = "keys.bin.gz";
    private static final byte[] MAGIC = "LSREDIS1".getBytes(StandardCharsets.US_ASCII);
    private static final int END = -1;
    /** The limit of the server for one string. */
    private static final int MAX_LENGTH = 512 << 20;

    private KeyFile() {}

    /** Writes keys one by one. */
    static final class Writer {
        private final DataOutputStream file;
        private long keys;

        Writer(OutputStream file) throws IOException {
            this.file = new DataOutputStream(file);
            this.file.write(MAGIC);
        }

        void write(KeyEntry entry) throws IOException {
            writeBytes(entry.key().bytes());
            file.writeLong(entry.expiry());
            writeBytes(entry.payload());
            keys++;
        }

        private void writeBytes(byte[] bytes) throws IOException {
            file.writeInt(bytes.length);
            file.write(bytes);
        }

        long keys() {
            return keys;
        }

        /** Writes the end of the file and returns the number of keys. */
        long end() throws IOException {
            file.writeInt(END);
            file.writeLong(keys);
            file.flush();
            return keys;
        }
    }

    /** Reads keys one by one. */
    static final class Reader {
        private final DataInputStream file;
        private long keys;

        Reader(InputStream file) throws IOException {
            this.file = new DataInputStream(file);
            if (!Arrays.equals(this.file.readNBytes(MAGIC.length), MAGIC)) {
                throw new IOException("the file does not begin with LSREDIS1");
            }
        }

        /** Returns the next key; null after the last one. */
        @Nullable KeyEntry next() throws IOException {
            int length = file.readInt();
            if (length == END) {
                long expected = file.readLong();
                if (expected != keys) {
                    throw new IOException("the file has %d keys; its end expects %d".formatted(keys, expected));
                }
                return null;
            }
            keys++;
            RedisKey key = RedisKey.of(bytes(length));
            long expiry = file.readLong();
            return new KeyEntry(key, bytes(file.readInt()), expiry);
        }

        private byte[] bytes(int length) throws IOException {
            if (length < 0 || length > MAX_LENGTH) {
                throw new IOException("the file has a length of %d; 0 to %d is expected".formatted(length, MAX_LENGTH));
            }
            byte[] bytes = file.readNBytes(length);
            if (bytes.length != length) {
                throw new IOException("the file ends within a key");
            }
            return bytes;
        }
    }
}
