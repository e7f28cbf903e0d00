package dev.lockstep.redis.operation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Is a value JSON's UTF-8 to the byte? Jackson would guess UTF-16 and UTF-32, drop a byte order mark, and take overlong
 * forms and what lies beyond the last code point for characters: it would write another value than it read.
 */
final class PlainUtf8 {
    private PlainUtf8() {}

    static boolean holds(byte[] value) {
        return beginsLikeJson(value) && (isAscii(value) || isDecodable(value));
    }

    private static boolean beginsLikeJson(byte[] value) {
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
        } catch (CharacterCodingException _noText) {
            return false;
        }
    }
}
