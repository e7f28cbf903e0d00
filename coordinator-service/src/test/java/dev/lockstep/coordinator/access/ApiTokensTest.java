package dev.lockstep.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.service.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ApiTokensTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private final ApiTokens tokens = tokensOfAnotherCoordinator();

    private static ApiTokens tokensOfAnotherCoordinator() {
        return new ApiTokens(new JdbcApiTokens(DATABASE.jdbc()), Clock.systemUTC(), new CredentialChecks());
    }

    private static NewToken token(Duration lifetime) {
        return new NewToken(
                "ci", Actor.Kind.SERVICE, List.of(Grant.parse("viewer@target=a")), lifetime, Actor.coordinator());
    }

    @Nested
    class A_token {
        @Test
        void is_accepted_by_every_coordinator_until_it_is_revoked() {
            ApiTokens.Created created = tokens.create(token(Duration.ofDays(1)));
            assertThat(tokensOfAnotherCoordinator()
                            .authenticate(created.secret())
                            .orElseThrow()
                            .caller()
                            .grants())
                    .containsExactly(Grant.parse("viewer@target=a"));
            tokens.revoke(created.token().id());
            assertThat(tokensOfAnotherCoordinator().authenticate(created.secret()))
                    .isEmpty();
        }

        @Test
        void that_has_expired_is_refused() {
            assertThat(tokens.authenticate(tokens.create(token(Duration.ZERO)).secret()))
                    .isEmpty();
        }

        @Test
        void is_stored_without_its_secret() {
            String secret = tokens.create(token(Duration.ofDays(1))).secret();
            assertThat(DATABASE.jdbc().queryForList("SELECT t::text FROM api_token t", String.class))
                    .noneMatch(row -> row.contains(secret.substring("lockstep_".length())));
        }

        @Test
        void shows_its_last_use_on_every_coordinator_after_it_is_saved() {
            ApiTokens.Created created = tokens.create(token(Duration.ofDays(1)));
            tokens.authenticate(created.secret());
            tokens.saveLastUses();
            assertThat(tokensOfAnotherCoordinator().all())
                    .filteredOn(token -> token.id().equals(created.token().id()))
                    .allMatch(token -> token.lastUsedAt() != null);
        }
    }

    @Nested
    class A_token_of_the_settings {
        private static final String SECRET = "lockstep_of_the_settings";

        @Test
        void is_not_created_again_after_it_was_revoked() {
            tokens.createOnce(Sha256.of(SECRET), token(Duration.ofDays(1)));
            assertThat(tokens.authenticate(SECRET)).isPresent();
            ApiToken stored = tokens.all().stream()
                    .filter(token -> token.lastUsedAt() != null)
                    .findFirst()
                    .orElseThrow();
            tokens.revoke(stored.id());
            tokens.createOnce(Sha256.of(SECRET), token(Duration.ofDays(1)));
            assertThat(tokens.authenticate(SECRET)).isEmpty();
        }

        @Test
        void must_be_a_sha_256_and_is_not_repeated_in_the_message() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tokens.createOnce("the secret itself", token(Duration.ofDays(1))))
                    .withMessageContaining("17 characters")
                    .withMessageNotContaining("the secret itself");
        }
    }
}
