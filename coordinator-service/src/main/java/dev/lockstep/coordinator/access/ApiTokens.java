package dev.lockstep.coordinator.access;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.service.Sha256;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Creates, checks and revokes tokens. A token is read from the database for each request, so it cannot be used on any
 * coordinator once it is revoked. Times of use are collected in memory and saved by {@link #saveLastUses}.
 */
final class ApiTokens {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private final JdbcApiTokens tokens;
    private final Clock clock;
    private final Map<UUID, Instant> lastUses = new ConcurrentHashMap<>();
    private final CredentialChecks checks;

    ApiTokens(JdbcApiTokens tokens, Clock clock, CredentialChecks checks) {
        this.tokens = tokens;
        this.clock = clock;
        this.checks = checks;
    }

    /** A new token and its secret text, which cannot be read again. */
    record Created(ApiToken token, String secret) {
        /** Does not contain the secret. */
        @Override
        public String toString() {
            return token.toString();
        }
    }

    Created create(NewToken token) {
        String secret = TokenSecret.generate();
        return new Created(tokens.insert(Sha256.of(secret), token).orElseThrow(), secret);
    }

    /**
     * Stores a token that was generated elsewhere. Does nothing, and returns nothing, if there was a token with this
     * hash before, even if it is expired or revoked.
     *
     * @param hash the SHA-256 of its secret text, in hexadecimal
     * @throws IllegalArgumentException if the hash is not a SHA-256
     */
    Optional<ApiToken> createOnce(String hash, NewToken token) {
        if (!SHA_256.matcher(hash).matches()) {
            throw new IllegalArgumentException(
                    "lockstep.access.first-token-sha256 has %d characters; expected a SHA-256 as 64 hexadecimal digits"
                            .formatted(hash.length()));
        }
        return tokens.insert(hash, token);
    }

    /**
     * The token with this secret text; empty if the token is unknown, expired or revoked.
     *
     * @throws TransientDataAccessResourceException if too many requests wait for the check of their tokens
     */
    Optional<ValidToken.Stored> authenticate(String secret) {
        return checks.run(() -> tokens.findValid(Sha256.of(secret)))
                .map(token -> new ValidToken.Stored(used(token), token.id()));
    }

    /**
     * The caller with this token; empty if the token is unknown, expired or revoked.
     *
     * @throws TransientDataAccessResourceException if too many requests wait for the check of their tokens
     */
    Optional<Caller> findValid(UUID id) {
        return checks.run(() -> tokens.findValid(id)).map(this::used);
    }

    private Caller used(ApiToken token) {
        lastUses.put(token.id(), clock.instant());
        return new Caller("token:" + token.id(), new Actor(token.name(), token.kind(), null), token.grants());
    }

    /** All tokens, with the uses that are not saved yet. */
    List<ApiToken> all() {
        return tokens.all().stream()
                .map(token -> token.withLastUse(lastUses.get(token.id())))
                .toList();
    }

    Optional<ApiToken> revoke(UUID id) {
        return tokens.revoke(id);
    }

    void saveLastUses() {
        Map<UUID, Instant> uses = new HashMap<>(lastUses);
        if (!uses.isEmpty()) {
            tokens.saveLastUses(uses);
            uses.forEach(lastUses::remove);
        }
    }
}
