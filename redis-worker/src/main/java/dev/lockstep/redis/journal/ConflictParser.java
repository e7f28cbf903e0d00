package dev.lockstep.redis.journal;

import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.redis.connection.RedisKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Parses the conflicts that scripts write: key, expected and found, each preceded by its length in bytes. */
public final class ConflictParser {
    private final byte[] bytes;
    private int position;

    private ConflictParser(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Parses the three values. In the journal the unit's row follows them, for an operator; it is not parsed. */
    public static Conflict parse(byte[] bytes) {
        ConflictParser parser = new ConflictParser(bytes);
        return new Conflict(parser.next(), parser.next(), parser.next());
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
