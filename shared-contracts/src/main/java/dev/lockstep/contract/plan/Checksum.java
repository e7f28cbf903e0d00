package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lockstep.contract.json.LockstepJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** SHA-256 of a plan or a step, computed over its JSON with all defaults filled in and key order kept. */
public record Checksum(@JsonValue String value) {
    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator
    public Checksum {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "checksum is \"%s\"; 64 lower-case hexadecimal digits are expected".formatted(value));
        }
    }

    public static Checksum of(Plan plan) {
        return ofModel(plan);
    }

    /** Covers the whole step: its operation, its checks and its policies. */
    public static Checksum of(Step step) {
        return ofModel(step);
    }

    /** Covers several steps in their order. */
    public static Checksum of(List<Step> steps) {
        return ofModel(steps);
    }

    private static Checksum ofModel(Object model) {
        try {
            byte[] canonical = LockstepJson.messages().writeValueAsBytes(model);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical);
            return new Checksum(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
