package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.http.StorableTextRule;
import dev.lockstep.service.Sha256;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Sessions of browsers, for which a cookie has a random text. They are rows in the database, so every coordinator knows
 * them, and a restart does not end them. A session ends with its token, after twelve hours, or when its caller signs
 * out.
 */
final class Sessions {
    private static final Duration MAX_LIFETIME = Duration.ofHours(12);
    private static final int MAX_PER_CALLER = 10;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private final JdbcSessions sessions;
    private final ApiTokens tokens;
    private final @Nullable JwtCallers jwts;
    private final CredentialChecks checks;

    Sessions(JdbcSessions sessions, ApiTokens tokens, @Nullable JwtCallers jwts, CredentialChecks checks) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.jwts = jwts;
        this.checks = checks;
    }

    /**
     * A new session.
     *
     * @param secret the text for the cookie, which cannot be read again
     * @param lifetime the time until it expires
     */
    record Opened(UUID id, String secret, Duration lifetime) {
        /** Does not contain the secret. */
        @Override
        public String toString() {
            return "session " + id;
        }
    }

    /**
     * Opens a session. Ends the oldest one if the caller has more than ten. Must run in a transaction.
     *
     * @return empty if the token is not for sessions
     */
    Optional<Opened> open(ValidToken token) {
        return switch (token) {
            case ValidToken.Stored stored ->
                Optional.of(open(stored.caller(), hash -> sessions.insert(hash, stored, MAX_LIFETIME)));
            case ValidToken.Issued issued
            when StorableTextRule.isStorable(issued.caller().id()) ->
                Optional.of(open(issued.caller(), hash -> sessions.insert(hash, issued, MAX_LIFETIME)));
            case ValidToken.Issued _unstorable -> Optional.empty();
            case ValidToken.Metrics _metrics -> Optional.empty();
        };
    }

    private Opened open(Caller caller, Function<String, JdbcSessions.Inserted> insert) {
        sessions.lock(caller.id());
        String secret = TokenSecret.random();
        JdbcSessions.Inserted inserted = insert.apply(Sha256.of(secret));
        sessions.deleteAllBut(MAX_PER_CALLER, caller.id());
        return new Opened(inserted.id(), secret, inserted.lifetime());
    }

    /**
     * The caller of a session; empty if the session is unknown or has ended.
     *
     * @throws TransientDataAccessResourceException if too many requests wait for their check
     */
    Optional<Caller> find(String secret) {
        return SECRET.matcher(secret).matches()
                ? checks.run(() -> sessions.findValid(Sha256.of(secret))).flatMap(this::caller)
                : Optional.empty();
    }

    private Optional<Caller> caller(JdbcSessions.Origin origin) {
        return switch (origin) {
            case JdbcSessions.Origin.Token token -> tokens.findValid(token.id());
            case JdbcSessions.Origin.Identity identity ->
                Optional.ofNullable(jwts)
                        .flatMap(trusted -> trusted.ofSession(identity.caller(), identity.actor(), identity.groups()));
        };
    }

    /** Ends a session. Empty if there is none. */
    Optional<UUID> end(String secret) {
        return SECRET.matcher(secret).matches() ? sessions.delete(Sha256.of(secret)) : Optional.empty();
    }

    void deleteEnded() {
        sessions.deleteEnded();
    }
}
