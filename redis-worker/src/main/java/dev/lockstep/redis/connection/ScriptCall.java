package dev.lockstep.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** One call of a script, with its KEYS and ARGV. */
public record ScriptCall(RedisScript script, List<RedisKey> keys, List<byte[]> arguments) {
    public ScriptCall {
        keys = List.copyOf(keys);
        arguments = List.copyOf(arguments);
    }

    /** Encodes a string as an argument. */
    public static byte[] argument(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
