package dev.lockstep.redis.connection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key's name as Redis has it: bytes, of which text is only the usual case. */
public final class RedisKey {
    private static final int LONGEST = 1000;
    private final byte[] bytes;

    private RedisKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static RedisKey of(byte[] bytes) {
        return new RedisKey(bytes.clone());
    }

    public static RedisKey of(String text) {
        return new RedisKey(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public boolean startsWith(RedisKey prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    /** This name with {@code to} in the place of {@code from}, with which it begins. */
    public RedisKey withPrefix(RedisKey from, RedisKey to) {
        byte[] renamed = Arrays.copyOf(to.bytes, to.bytes.length + bytes.length - from.bytes.length);
        System.arraycopy(bytes, from.bytes.length, renamed, to.bytes.length, bytes.length - from.bytes.length);
        return new RedisKey(renamed);
    }

    /** This name followed by another. */
    public RedisKey plus(RedisKey suffix) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + suffix.bytes.length);
        System.arraycopy(suffix.bytes, 0, joined, bytes.length, suffix.bytes.length);
        return new RedisKey(joined);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * For people: the text, or where it is none, its bytes with {@code \x} before each that is not printable ASCII. So
     * much of it as a report can show: a name may be as long as a value.
     */
    @Override
    public String toString() {
        return printable(bytes);
    }

    /** The same for any bytes. */
    public static String printable(byte[] bytes) {
        if (bytes.length <= LONGEST) {
            return escaped(bytes);
        }
        int end = LONGEST;
        while (end > LONGEST - 4 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return "%s … (%d bytes)".formatted(escaped(Arrays.copyOf(bytes, end)), bytes.length);
    }

    private static String escaped(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException _noText) {
            // Falls through to the form for bytes.
        }
        StringBuilder escaped = new StringBuilder(bytes.length + 16);
        for (byte octet : bytes) {
            if (octet >= 0x20 && octet < 0x7f && octet != '\\') {
                escaped.append((char) octet);
            } else {
                escaped.append("\\x%02x".formatted(octet & 0xff));
            }
        }
        return escaped.toString();
    }
}
