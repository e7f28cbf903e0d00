package dev.lockstep.redis.unit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A script's reply: the name of a result, then a blank and a detail if there is one.
 *
 * @param detail the facts of a conflict; empty otherwise
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
