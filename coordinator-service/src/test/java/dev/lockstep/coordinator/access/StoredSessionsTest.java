package dev.lockstep.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.database.TestDatabase;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.transaction.support.TransactionTemplate;

class StoredSessionsTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final String ISSUER = "https://login.example.org";
    private final ApiTokens tokens =
            new ApiTokens(new JdbcApiTokens(DATABASE.jdbc()), Clock.systemUTC(), new CredentialChecks());
    private final Sessions sessions = sessions(ISSUER, "operator");

    /** The sessions of a coordinator with these settings for the group sre. */
    private Sessions sessions(String issuer, String grant) {
        AccessSettings.Oidc oidc = new AccessSettings.Oidc(
                URI.create(issuer), null, "lockstep", "sub", "groups", Map.of("sre", List.of(grant)));
        JwtCallers jwts = new JwtCallers(
                _token -> {
                    throw new BadJwtException("no token is valid");
                },
                oidc);
        return new Sessions(new JdbcSessions(DATABASE.jdbc()), tokens, jwts, new CredentialChecks());
    }

    private Sessions.Opened open(ValidToken token) {
        return new TransactionTemplate(DATABASE.transactions())
                .execute(_status -> sessions.open(token))
                .orElseThrow();
    }

    private ValidToken.Stored token(Duration lifetime) {
        NewToken token =
                new NewToken("ops", Actor.Kind.PERSON, List.of(Grant.parse("viewer")), lifetime, Actor.coordinator());
        return tokens.authenticate(tokens.create(token).secret()).orElseThrow();
    }

    private static ValidToken.Issued issued(String id) {
        return new ValidToken.Issued(
                new Caller(id, new Actor("alice", Actor.Kind.PERSON, null), List.of()),
                List.of("sre"),
                Instant.now().plus(Duration.ofDays(1)));
    }

    @Nested
    class A_session {
        @Test
        void lasts_as_long_as_its_token_but_at_most_twelve_hours() {
            assertThat(open(token(Duration.ofMinutes(10))).lifetime())
                    .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
            assertThat(open(token(Duration.ofDays(90))).lifetime())
                    .isBetween(Duration.ofHours(11), Duration.ofHours(12));
            assertThat(open(issued("oidc:%s a".formatted(ISSUER))).lifetime())
                    .isBetween(Duration.ofHours(11), Duration.ofHours(12));
        }

        @Test
        void is_stored_without_its_secret() {
            String secret = open(token(Duration.ofDays(1))).secret();
            assertThat(DATABASE.jdbc().queryForList("SELECT s::text FROM browser_session s", String.class))
                    .isNotEmpty()
                    .noneMatch(row -> row.contains(secret));
        }

        @Test
        void is_deleted_after_it_has_ended() {
            Sessions.Opened valid = open(token(Duration.ofDays(1)));
            ValidToken.Stored revoked = token(Duration.ofDays(1));
            Sessions.Opened ofRevoked = open(revoked);
            Sessions.Opened expired = open(token(Duration.ofDays(1)));
            tokens.revoke(revoked.id());
            DATABASE.jdbc().update("UPDATE browser_session SET expires_at = now() WHERE id = ?", expired.id());
            assertThat(sessions.find(ofRevoked.secret())).isEmpty();
            assertThat(sessions.find(expired.secret())).isEmpty();
            sessions.deleteEnded();
            assertThat(DATABASE.jdbc().queryForList("SELECT id FROM browser_session", UUID.class))
                    .contains(valid.id())
                    .doesNotContain(ofRevoked.id(), expired.id());
        }

        @Test
        void of_an_identity_has_the_grants_of_the_present_settings() {
            String secret = open(issued("oidc:%s alice".formatted(ISSUER))).secret();
            assertThat(sessions.find(secret).orElseThrow().grants()).containsExactly(Grant.parse("operator"));
            assertThat(sessions(ISSUER, "viewer").find(secret).orElseThrow().grants())
                    .containsExactly(Grant.parse("viewer"));
            assertThat(sessions("https://login.example", "viewer").find(secret)).isEmpty();
            assertThat(new Sessions(new JdbcSessions(DATABASE.jdbc()), tokens, null, new CredentialChecks())
                            .find(secret))
                    .isEmpty();
        }
    }

    @Nested
    class No_session {
        @Test
        void is_opened_with_the_token_for_metrics_or_by_an_identity_that_cannot_be_stored() {
            Caller metrics = new Caller("metrics", new Actor("metrics", Actor.Kind.SERVICE, null), List.of());
            assertThat(sessions.open(new ValidToken.Metrics(metrics))).isEmpty();
            assertThat(sessions.open(issued("oidc:%s \u0000".formatted(ISSUER))))
                    .isEmpty();
        }

        @Test
        void has_a_text_that_was_not_generated() {
            assertThat(sessions.find("")).isEmpty();
            assertThat(sessions.find("x".repeat(43))).isEmpty();
            assertThat(sessions.end("'; DROP TABLE browser_session; --")).isEmpty();
        }
    }
}
