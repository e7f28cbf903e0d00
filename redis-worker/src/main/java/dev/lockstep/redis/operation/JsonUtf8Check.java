package dev.lockstep.redis.operation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Checks that a value is UTF-8, as JSON requires. Jackson also reads UTF-16 and UTF-32, drops a byte order mark, and
 * accepts overlong forms and invalid code points. It would then write bytes that differ from what it read.
 */
final class JsonUtf8Check {
    private JsonUtf8Check() {}

    static boolean isUtf8(byte[] value) {
        return startsLikeUtf8(value) && (isAscii(value) || isDecodable(value));
    }

    // A byte order mark starts with zero or a byte above 0x7f. JSON starts with an ASCII character, so in UTF-16 and
    // UTF-32 one of the first two bytes is zero.
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
