package dev.lockstep.redis.journal;

import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.redis.connection.RedisKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Parses a conflict as the scripts write it: key, expected and found, each preceded by its length in bytes. */
public final class ConflictRow {
    private final byte[] bytes;
    private int position;

    private ConflictRow(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the three texts. In the journal the row of the unit follows them; it is kept for an operator. */
    public static Conflict parse(byte[] bytes) {
        ConflictRow row = new ConflictRow(bytes);
        return new Conflict(row.next(), row.next(), row.next());
    }

    private String next() {
        int colon = position;
        while (bytes[colon] != ':') {
            colon++;
        }
        int length = Integer.parseInt(new String(bytes, position, colon - position, StandardCharsets.US_ASCII));
        position = colon + 1 + length;
        return RedisKey.printable(Arrays.copyOfRange(bytes, colon + 1, position));
    }
}
