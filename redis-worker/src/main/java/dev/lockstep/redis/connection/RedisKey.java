package dev.lockstep.redis.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a Redis key: bytes that need not be valid UTF-8. */
public final class RedisKey {
    private static final RedisKey RESERVED_PREFIX = of("lockstep:");
    private static final int MAX_PRINTED_BYTES = 1000;
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");
    private static final Pattern SHORTENED = Pattern.compile(" \u2026 \\(\\d+ bytes\\)$");
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

    /** Returns the bytes without a copy, for the driver, which does not change them. */
    byte[] sharedBytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    /** Returns whether the key belongs to Lockstep itself: its name starts with {@code lockstep:}. */
    public boolean isReserved() {
        return startsWith(RESERVED_PREFIX);
    }

    public boolean startsWith(RedisKey prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    /** Returns this name with its prefix {@code from} replaced by {@code to}. The name must start with {@code from}. */
    public RedisKey withPrefix(RedisKey from, RedisKey to) {
        byte[] renamed = Arrays.copyOf(to.bytes, to.bytes.length + bytes.length - from.bytes.length);
        System.arraycopy(bytes, from.bytes.length, renamed, to.bytes.length, bytes.length - from.bytes.length);
        return new RedisKey(renamed);
    }

    /** Returns this name followed by the suffix. */
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

    /** Returns the name in the format of {@link #printable}. */
    @Override
    public String toString() {
        return printable(bytes);
    }

    /**
     * Formats at most 1,000 bytes for reports: as text if they are UTF-8 without control characters, and otherwise with
     * {@code \x} and two digits for each byte that is not printable ASCII.
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

    /**
     * Returns the names that {@link #printable} can have formatted as this text, the most likely first: the text
     * itself, and the bytes of its escapes.
     */
    public static List<RedisKey> parseAll(String text) {
        RedisKey literal = of(text);
        if (!ESCAPE.matcher(text).find()) {
            return List.of(literal);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher escape = ESCAPE.matcher(text);
        int from = 0;
        while (escape.find()) {
            bytes.writeBytes(text.substring(from, escape.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(escape.group(1), 16));
            from = escape.end();
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return List.of(literal, of(bytes.toByteArray()));
    }

    /** Returns whether {@link #printable} may have shortened the name to this text. */
    public static boolean isShortened(String text) {
        return SHORTENED.matcher(text).find();
    }

    // A character of UTF-8 has at most four bytes and must not be split.
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
            // Not UTF-8: printed as bytes below.
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
