package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.testservers.SharedPostgres;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityProviderTest {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final TestIssuer OTHER_ISSUER = new TestIssuer();
    private StartedCoordinator coordinator;
    private Api anonymous;

    @BeforeAll
    void start() {
        coordinator = StartedCoordinator.start(
                SharedPostgres.freshDatabase(),
                SharedKafka.bootstrapServers(),
                "lockstep.access.oidc.issuer=" + ISSUER.url(),
                "lockstep.access.oidc.audience=" + TestIssuer.AUDIENCE,
                "lockstep.access.oidc.name-claim=preferred_username",
                "lockstep.access.oidc.grants.sre=operator",
                "lockstep.access.oidc.grants.payments=viewer@target=payments-*");
        anonymous = coordinator.api().with("");
    }

    @AfterAll
    void stop() {
        coordinator.close();
        ISSUER.close();
        OTHER_ISSUER.close();
    }

    private Api.Response me(String token) {
        return anonymous.with(token).get("/api/v1/me");
    }

    private static String signed(Consumer<JWTClaimsSet.Builder> change) {
        return ISSUER.signed(ISSUER.claims("sre", change));
    }

    @Nested
    class A_token_of_the_issuer {
        @Test
        void has_the_grants_of_its_groups() {
            JsonNode me = me(ISSUER.token("sre")).json();
            assertThat(me.path("grants").path(0).asString()).isEqualTo("operator");
            assertThat(me.path("grants")).hasSize(1);
            assertThat(me.path("actor").path("name").asString()).isEqualTo("alice");
            assertThat(me.path("actor").path("kind").asString()).isEqualTo("person");
            assertThat(me(ISSUER.token("payments"))
                            .json()
                            .path("grants")
                            .path(0)
                            .asString())
                    .isEqualTo("viewer@target=payments-*");
        }

        @Test
        void without_a_known_group_may_do_nothing() {
            Api caller = anonymous.with(ISSUER.token("unknown"));
            assertThat(caller.get("/api/v1/me").json().path("grants")).isEmpty();
            assertThat(caller.get("/api/v1/migrations").status()).isEqualTo(403);
        }

        @Test
        void of_a_client_is_one_of_a_service() {
            JsonNode me = me(signed(claims ->
                            claims.subject("ci").claim("client_id", "ci").claim("preferred_username", null)))
                    .json();
            assertThat(me.path("actor").path("kind").asString()).isEqualTo("service");
            assertThat(me.path("actor").path("name").asString()).isEqualTo("ci");
        }

        @Test
        void with_an_actor_names_the_service_and_the_person() {
            JsonNode actor = me(signed(claims -> claims.claim("act", Map.of("sub", "portal"))))
                    .json()
                    .path("actor");
            assertThat(actor.path("name").asString()).isEqualTo("portal");
            assertThat(actor.path("onBehalfOf").asString()).isEqualTo("alice");
        }
    }

    static Stream<Arguments> invalidTokens() {
        JWTClaimsSet valid = ISSUER.claims("sre", claims -> {});
        return Stream.of(
                Arguments.of(
                        "expired",
                        signed(claims ->
                                claims.expirationTime(Date.from(Instant.now().minusSeconds(1))))),
                Arguments.of("without an expiry", signed(claims -> claims.expirationTime(null))),
                Arguments.of(
                        "not valid yet",
                        signed(claims ->
                                claims.notBeforeTime(Date.from(Instant.now().plusSeconds(3600))))),
                Arguments.of("for another audience", signed(claims -> claims.audience("another"))),
                Arguments.of("without an audience", signed(claims -> claims.audience((String) null))),
                Arguments.of("without a subject", signed(claims -> claims.subject(null))),
                Arguments.of("naming another issuer", signed(claims -> claims.issuer(OTHER_ISSUER.url()))),
                Arguments.of("of another issuer", OTHER_ISSUER.token("sre")),
                Arguments.of("of another issuer that names this one", OTHER_ISSUER.signed(valid)),
                Arguments.of("unsigned", TestIssuer.unsigned(valid)),
                Arguments.of("with the public key as a shared secret", ISSUER.signedWithPublicKey(valid)),
                Arguments.of("with a key of the same id", ISSUER.signedWithForeignKey(valid)),
                Arguments.of("with a cut signature", ISSUER.signed(valid).substring(0, 400)),
                Arguments.of("that is too long", "e" + "y".repeat(7_900)));
    }

    @Nested
    class An_invalid_token {
        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.lockstep.coordinator.application.IdentityProviderTest#invalidTokens")
        void gets_the_same_response_as_no_token(String _reason, String token) {
            Api.Response response = me(token);
            assertThat(response.status()).as(response.body()).isEqualTo(401);
            assertThat(response.body()).isEqualTo(anonymous.get("/api/v1/me").body());
        }
    }
}
