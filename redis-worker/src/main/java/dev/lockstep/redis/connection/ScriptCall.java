package dev.lockstep.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** One script with what it is to work on. */
public record ScriptCall(RedisScript script, List<RedisKey> keys, List<byte[]> arguments) {
    public ScriptCall {
        keys = List.copyOf(keys);
        arguments = List.copyOf(arguments);
    }

    /** An argument as scripts take it. */
    public static byte[] argument(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
