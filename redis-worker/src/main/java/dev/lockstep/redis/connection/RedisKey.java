package dev.lockstep.redis.connection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The name of a key as Redis has it: bytes, which need not be text. */
public final class RedisKey {
    private static final RedisKey RESERVED_PREFIX = of("lockstep:");
    private static final int MAX_PRINTED_BYTES = 1000;
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

    /** Whether the key belongs to Lockstep itself: its name starts with {@code lockstep:}. */
    public boolean isReserved() {
        return startsWith(RESERVED_PREFIX);
    }

    public boolean startsWith(RedisKey prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    /** This name with the prefix {@code to} instead of the prefix {@code from}, which it must have. */
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

    /** The name as {@link #printable} shows it. */
    @Override
    public String toString() {
        return printable(bytes);
    }

    /**
     * Bytes for reports, at most 1,000 of them: as text, or with {@code \x} and two digits for each byte that is not
     * printable ASCII.
     */
    public static String printable(byte[] bytes) {
        if (bytes.length <= MAX_PRINTED_BYTES) {
            return escaped(bytes);
        }
        int end = MAX_PRINTED_BYTES;
        while (end > MAX_PRINTED_BYTES - 4 && isContinuation(bytes[end])) {
            end--;
        }
        return "%s … (%d bytes)".formatted(escaped(Arrays.copyOf(bytes, end)), bytes.length);
    }

    // A UTF-8 character must not be cut in two.
    private static boolean isContinuation(byte octet) {
        return (octet & 0xc0) == 0x80;
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
        } catch (CharacterCodingException _notText) {
            // Printed as bytes below.
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
