package dev.lockstep.redis.operation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Whether a value is UTF-8 as JSON requires it. Jackson detects UTF-16 and UTF-32, drops a byte order mark and accepts
 * overlong forms and code points that do not exist, so it would write other bytes than it read.
 */
final class JsonEncoding {
    private JsonEncoding() {}

    static boolean isUtf8(byte[] value) {
        return startsLikeUtf8(value) && (isAscii(value) || isDecodable(value));
    }

    // A byte order mark, UTF-16 or UTF-32 has a zero or a byte above 0x7f among its first two.
    private static boolean startsLikeUtf8(byte[] value) {
        return value.length == 0 || (value[0] > 0 && (value.length == 1 || value[1] != 0));
    }

    private static boolean isAscii(byte[] value) {
        for (byte octet : value) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDecodable(byte[] value) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
            return true;
        } catch (CharacterCodingException _notUtf8) {
            return false;
        }
    }
}
