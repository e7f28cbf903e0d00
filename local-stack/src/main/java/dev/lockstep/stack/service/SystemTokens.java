package dev.lockstep.stack.service;

import dev.lockstep.stack.digest.Sha256;
import dev.lockstep.stack.files.OwnerOnlyFile;
import dev.lockstep.stack.local.StackDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of a local system: of an administrator, for metrics and of the sample application. They are generated once, and kept in files
 * that only the user can read. The coordinator gets only the hash of the first one.
 *
 * @param admin permits everything
 * @param metrics permits reading the metrics of all services
 * @param application permits the maintenance of the sample application
 */
public record SystemTokens(String admin, String metrics, String application) {

    private static final String FIRST_TOKEN_VARIABLE = "LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256";
    private static final String METRICS_VARIABLE = "LOCKSTEP_ACCESS_METRICS_TOKEN";
    private static final String APPLICATION_VARIABLE = "SAMPLE_ACCESS_TOKEN";
    private static final String PREFIX = "lockstep_";
    private static final int RANDOM_BYTES = 32;
    private static final String METRICS_FILE = "metrics-token";
    private static final String APPLICATION_FILE = "application-token";
    /** The coordinator refuses its first token after a year. */
    private static final Duration RENEWED_AFTER = Duration.ofDays(300);

    private static final SecureRandom RANDOM = new SecureRandom();

    /** New tokens that are not kept. */
    public static SystemTokens generate() {
        return new SystemTokens(newToken(), newToken(), newToken());
    }

    /** The tokens of the system in this directory; they are generated if there are none or if they expire soon. */
    static SystemTokens createIn(StackDirectory directory, Instant now) {
        return new SystemTokens(
                create(adminFile(directory), now),
                create(directory.root().resolve(METRICS_FILE), now),
                create(directory.root().resolve(APPLICATION_FILE), now));
    }

    /** The file with the token of the administrator. */
    public static Path adminFile(StackDirectory directory) {
        return directory.root().resolve("token");
    }

    /** The token of the administrator of the system in this directory. Empty if no system was started in it. */
    public static Optional<String> adminIn(StackDirectory directory) {
        Path file = adminFile(directory);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** The environment variables of a service that make it accept the tokens. */
    public Map<String, String> environment(LockstepService service) {
        return switch (service) {
            case COORDINATOR -> Map.of(FIRST_TOKEN_VARIABLE, Sha256.of(admin), METRICS_VARIABLE, metrics);
            case POSTGRES_WORKER, MONGO_WORKER, REDIS_WORKER -> Map.of(METRICS_VARIABLE, metrics);
            case APPLICATION -> Map.of(APPLICATION_VARIABLE, application);
        };
    }

    /** Those variables of an environment that {@link #environment} would set. */
    static Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> found = new HashMap<>(environment);
        found.keySet().retainAll(Set.of(FIRST_TOKEN_VARIABLE, METRICS_VARIABLE, APPLICATION_VARIABLE));
        return found;
    }

    /** These tokens with those of an environment, if it has any. */
    SystemTokens overriddenBy(Map<String, String> environment) {
        return new SystemTokens(
                admin,
                environment.getOrDefault(METRICS_VARIABLE, metrics),
                environment.getOrDefault(APPLICATION_VARIABLE, application));
    }

    /** Does not contain the tokens. */
    @Override
    public String toString() {
        return "tokens of an administrator, for metrics and of the sample application";
    }

    private static String newToken() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String create(Path file, Instant now) {
        if (isFresh(file, now)) {
            return read(file);
        }
        String token = newToken();
        OwnerOnlyFile.write(file, token + "\n");
        return token;
    }

    private static boolean isFresh(Path file, Instant now) {
        try {
            return Files.exists(file)
                    && Files.getLastModifiedTime(file).toInstant().isAfter(now.minus(RENEWED_AFTER));
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
