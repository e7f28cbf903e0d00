package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.testservers.SharedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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
                Api.Response login = Browser.of(coordinator.api()).signIn(issuer.token("sre"));
                assertThat(login.status()).isEqualTo(503);
                assertThat(login.body()).contains("Tokens cannot be checked now");
                issuer.listenAgain();
                assertThat(caller.get("/api/v1/me").status()).isEqualTo(200);
            } finally {
                issuer.close();
            }
        }
    }

    @Nested
    class A_token_of_an_issuer_whose_keys_are_in_a_file {
        @Test
        void is_accepted_without_the_issuer(@TempDir Path directory) throws IOException {
            TestIssuer issuer = new TestIssuer();
            issuer.close();
            Path file = Files.writeString(directory.resolve("jwks.json"), issuer.publicKeys());
            try (StartedCoordinator coordinator = StartedCoordinator.start(
                    SharedPostgres.freshDatabase(),
                    SharedKafka.bootstrapServers(),
                    "lockstep.access.oidc.issuer=" + issuer.url(),
                    "lockstep.access.oidc.audience=" + TestIssuer.AUDIENCE,
                    "lockstep.access.oidc.jwks-file=" + file)) {
                Api caller = coordinator.api().with(issuer.token("sre"));
                assertThat(caller.get("/api/v1/me").status()).isEqualTo(200);
                Files.writeString(file, "broken");
                assertThat(caller.get("/api/v1/me").status()).isEqualTo(200);
                JsonNode health = coordinator
                        .api()
                        .get("/actuator/health")
                        .json()
                        .path("components")
                        .path("jwksFile");
                assertThat(health.path("status").asString()).isEqualTo("UP");
                assertThat(health.at("/details/problem").asString()).isEqualTo("it is not a JSON Web Key Set");
            }
        }
    }
}
