package dev.lockstep.redis.journal;

import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.redis.connection.RedisKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what the scripts say of a conflict: key, what was left, what was found, each with its length before it. */
public final class ConflictRow {
    private final byte[] bytes;
    private int position;

    private ConflictRow(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What stands behind the three texts in the journal is the unit's own row, kept for an operator. */
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
