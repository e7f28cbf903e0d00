package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A script's reply for one key: the name of a result, optionally followed by a blank and a detail.
 *
 * @param detail the conflict in the format of {@link dev.lockstep.redis.journal.ConflictParser}, or a text; empty for
 *     most results
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
record ScriptReply(UnitResult result, byte[] detail) {
    private static final byte[] NO_DETAIL = {};
    private static final Map<UnitResult, ScriptReply> WITHOUT_DETAIL = new EnumMap<>(Arrays.stream(UnitResult.values())
            .collect(Collectors.toMap(Function.identity(), result -> new ScriptReply(result, NO_DETAIL))));

    /**
     * Parses the reply for a batch: either the replies for all keys, each preceded by its length, or one reply that
     * holds for every key, such as that the dispatch is superseded.
     *
     * @param keys the number of keys in the batch
     */
    static List<ScriptReply> parseAll(byte[] reply, int keys) {
        if (reply.length == 0 || !isDigit(reply[0])) {
            return Collections.nCopies(keys, parse(reply, 0, reply.length));
        }
        List<ScriptReply> replies = new ArrayList<>(keys);
        int position = 0;
        while (position < reply.length) {
            int length = 0;
            for (; isDigit(reply[position]); position++) {
                length = length * 10 + reply[position] - '0';
            }
            replies.add(parse(reply, position + 1, position + 1 + length));
            position += 1 + length;
        }
        if (replies.size() != keys) {
            throw new IllegalStateException("a script replied for %d of %d keys".formatted(replies.size(), keys));
        }
        return replies;
    }

    private static ScriptReply parse(byte[] reply, int start, int end) {
        int blank = start;
        while (blank < end && reply[blank] != ' ') {
            blank++;
        }
        UnitResult result = UnitResult.valueOf(new String(reply, start, blank - start, StandardCharsets.US_ASCII));
        return blank == end
                ? Objects.requireNonNull(WITHOUT_DETAIL.get(result))
                : new ScriptReply(result, Arrays.copyOfRange(reply, blank + 1, end));
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** Returns the detail as text that can be printed. */
    String text() {
        return RedisKey.printable(detail);
    }
}
