package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 of bytes, as 64 lower-case hexadecimal digits. */
public record Digest(@JsonValue String value) {
    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator
    public Digest {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "digest is \"%s\"; 64 lower-case hexadecimal digits are expected".formatted(value));
        }
    }

    /** Converts the 32 bytes of a SHA-256. */
    public static Digest of(byte[] sha256) {
        return new Digest(HexFormat.of().formatHex(sha256));
    }

    @Override
    public String toString() {
        return value;
    }
}
