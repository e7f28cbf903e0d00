package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.testservers.SharedPostgres;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UnreachableIssuerTest {
    @Nested
    class A_token_of_an_issuer_that_does_not_answer {
        @Test
        void cannot_be_checked_and_is_accepted_later() {
            TestIssuer issuer = new TestIssuer();
            issuer.stopListening();
            try (StartedCoordinator coordinator = StartedCoordinator.start(
                    SharedPostgres.freshDatabase(),
                    SharedKafka.bootstrapServers(),
                    "lockstep.access.oidc.issuer=" + issuer.url(),
                    "lockstep.access.oidc.audience=" + TestIssuer.AUDIENCE)) {
                Api caller = coordinator.api().with(issuer.token("sre"));
                Api.Response response = caller.get("/api/v1/me");
                assertThat(response.status()).as(response.body()).isEqualTo(503);
                assertThat(response.json().path("type").asString()).endsWith("/identity-provider-unavailable");
                assertThat(coordinator.api().get("/api/v1/me").status()).isEqualTo(200);
                issuer.listenAgain();
                assertThat(caller.get("/api/v1/me").status()).isEqualTo(200);
            } finally {
                issuer.close();
            }
        }
    }
}
