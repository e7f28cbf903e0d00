package dev.lockstep.stack.service;

import dev.lockstep.stack.local.StackDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of a local system: one of an administrator and one for metrics. They are generated once, and kept in files
 * that only the user can read. The coordinator gets only the hash of the first one.
 *
 * @param admin permits everything
 * @param metrics permits reading the metrics of all services
 */
public record SystemTokens(String admin, String metrics) {

    private static final String PREFIX = "lockstep_";
    private static final int RANDOM_BYTES = 32;
    private static final String ADMIN_FILE = "token";
    private static final String METRICS_FILE = "metrics-token";
    /** The coordinator refuses its first token after a year. */
    private static final Duration RENEWED_AFTER = Duration.ofDays(300);

    private static final SecureRandom RANDOM = new SecureRandom();

    /** New tokens that are not kept. */
    public static SystemTokens generate() {
        return new SystemTokens(newToken(), newToken());
    }

    /** The tokens of the system in this directory; they are generated if there are none or if they expire soon. */
    static SystemTokens createIn(StackDirectory directory, Instant now) {
        return new SystemTokens(
                create(directory.root().resolve(ADMIN_FILE), now),
                create(directory.root().resolve(METRICS_FILE), now));
    }

    /** The token of the administrator of the system in this directory. Empty if no system was started in it. */
    public static Optional<String> adminIn(StackDirectory directory) {
        Path file = directory.root().resolve(ADMIN_FILE);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** The environment variables of a service that make it accept the tokens. */
    public Map<String, String> environment(LockstepService service) {
        return switch (service) {
            case COORDINATOR ->
                Map.of("LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256", sha256(admin), "LOCKSTEP_ACCESS_METRICS_TOKEN", metrics);
            case POSTGRES_WORKER, MONGO_WORKER, REDIS_WORKER -> Map.of("LOCKSTEP_ACCESS_METRICS_TOKEN", metrics);
        };
    }

    /** The hash of a token by which the coordinator knows it. */
    public static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Does not contain the tokens. */
    @Override
    public String toString() {
        return "tokens of an administrator and for metrics";
    }

    private static String newToken() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String create(Path file, Instant now) {
        try {
            if (Files.exists(file)
                    && Files.getLastModifiedTime(file).toInstant().isAfter(now.minus(RENEWED_AFTER))) {
                return read(file);
            }
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            String token = newToken();
            Files.writeString(file, token);
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
