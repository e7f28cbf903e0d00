package dev.lockstep.redis.unit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A script's reply: the name of a result, optionally followed by a blank and a detail.
 *
 * @param detail the conflict in the format of {@link dev.lockstep.redis.journal.ConflictParser}; empty for other
 *     results
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
record ScriptReply(UnitResult result, byte[] detail) {
    static ScriptReply parse(byte[] reply) {
        int end = 0;
        while (end < reply.length && reply[end] != ' ') {
            end++;
        }
        return new ScriptReply(
                UnitResult.valueOf(new String(reply, 0, end, StandardCharsets.US_ASCII)),
                Arrays.copyOfRange(reply, Math.min(end + 1, reply.length), reply.length));
    }
}
