package dev.lockstep.coordinator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.testservers.http.TestEndpoint;
import dev.lockstep.testservers.http.TestEndpoint.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointClientTest extends EndpointClientCase {
    @Nested
    class A_question {
        @Test
        void says_what_is_asked_and_who_asks() throws InterruptedException {
            Endpoint endpoint = endpoint(
                    "url",
                    server.url("/app/{action}"),
                    "headers.X-Team",
                    "release",
                    "bearer-token",
                    "token-of-the-application");
            EndpointResult result = client.send(endpoint, question(EndpointPurpose.ENTER_MAINTENANCE, null));
            assertThat(result).isEqualTo(new EndpointResult.Passed("answered 200"));
            TestEndpoint.Received request = server.received("/app/enter").getFirst();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.headers())
                    .containsEntry("x-team", "release")
                    .containsEntry("authorization", "Bearer token-of-the-application")
                    .containsEntry("content-type", "application/json")
                    .containsEntry("idempotency-key", MIGRATION + "/3")
                    .containsEntry("lockstep-migration", MIGRATION.toString());
            assertThat(LockstepJson.messages().readTree(request.body()))
                    .isEqualTo(LockstepJson.messages()
                            .readTree("{\"action\": \"enter\", \"migration\": \"%s\", \"plan\": \"plan\"}"
                                    .formatted(MIGRATION)));
        }

        @Test
        void can_leave_with_another_method_and_then_has_no_body() throws InterruptedException {
            Endpoint endpoint = endpoint("method", "put", "leave-method", "delete");
            client.send(endpoint, question(EndpointPurpose.ENTER_MAINTENANCE, null));
            client.send(endpoint, question(EndpointPurpose.LEAVE_MAINTENANCE, null));
            assertThat(server.received("/asked"))
                    .extracting(request -> request.method() + (request.body().isEmpty() ? "" : " with body"))
                    .containsExactly("PUT with body", "DELETE");
        }

        @Test
        void reads_its_token_from_a_file_each_time(@TempDir Path directory) throws IOException, InterruptedException {
            Path token = directory.resolve("token");
            Endpoint endpoint = endpoint("bearer-token-file", token.toString());
            assertThat(ask(endpoint))
                    .isInstanceOfSatisfying(EndpointResult.Failed.class, failed -> assertThat(failed.finding())
                            .contains("cannot be read"));
            Files.writeString(token, "first\n");
            ask(endpoint);
            Files.writeString(token, "second\n");
            ask(endpoint);
            assertThat(server.received("/asked"))
                    .extracting(request -> request.headers().get("authorization"))
                    .containsExactly("Bearer first", "Bearer second");
        }

        @Test
        void is_signed_as_standard_webhooks_are() throws InterruptedException {
            ask(endpoint("signing-secret", "key"));
            assertThat(server.received("/asked").getFirst().headers())
                    .containsEntry("webhook-id", MIGRATION + "/3")
                    .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                    .containsKey("webhook-signature");
        }
    }

    @Nested
    class An_answer {
        @ParameterizedTest
        @CsvSource({"200, passed", "204, passed", "301, failed", "404, refused", "429, failed", "503, failed"})
        void is_judged_by_its_status(int status, String expected) throws InterruptedException {
            server.answer("/asked", status);
            assertThat(ask(endpoint()).getClass().getSimpleName()).isEqualToIgnoringCase(expected);
        }

        @Test
        void has_the_status_that_the_plan_expects_or_else_that_of_the_endpoint() throws InterruptedException {
            server.answer("/asked", 418);
            Endpoint endpoint = endpoint("expect-status", "418");
            assertThat(ask(endpoint)).isInstanceOf(EndpointResult.Passed.class);
            assertThat(client.send(endpoint, question(EndpointPurpose.SMOKE_TEST, 200)))
                    .isInstanceOf(EndpointResult.Refused.class);
        }

        @Test
        void contains_the_expected_text() throws InterruptedException {
            server.answer("/asked", _ -> Answer.of(200, "{\"status\": \"DOWN\"}"));
            assertThat(ask(endpoint("expect-body", "\"DOWN\""))).isInstanceOf(EndpointResult.Passed.class);
            assertThat(ask(endpoint("expect-body", "UP")))
                    .isEqualTo(new EndpointResult.Failed(
                            "the answer does not contain \"UP\"; it answered 200: {\"status\": \"DOWN\"}"));
        }

        @Test
        void to_a_request_that_cannot_be_made_has_no_secret(@TempDir Path directory)
                throws IOException, InterruptedException {
            Path token = Files.writeString(directory.resolve("token"), "planted\u0007token\n");
            assertThat(ask(endpoint("bearer-token-file", token.toString())))
                    .isEqualTo(new EndpointResult.Failed(
                            "the bearer token or the signing secret has an invalid character"));
            assertThat(server.received("/asked")).isEmpty();
        }

        @Test
        void that_repeats_the_url_of_a_hook_is_kept_without_it() throws InterruptedException {
            String path = "/hooks/planted-0123456789abcdef";
            server.answer(path, _ -> Answer.of(404, "Cannot POST %s?token=planted".formatted(path)));
            assertThat(ask(endpoint("url", server.url(path + "?token=planted"))).finding())
                    .isEqualTo("answered 404: Cannot POST /hooks/***?***");
        }

        @Test
        void that_repeats_a_secret_is_kept_without_it() throws InterruptedException {
            server.answer("/asked", request -> Answer.of(500, "got " + request.headers()));
            assertThat(ask(endpoint("bearer-token", "planted-token", "headers.x-key", "planted-key"))
                            .finding())
                    .contains("***")
                    .doesNotContain("planted");
        }

        @Test
        void is_kept_in_part() throws InterruptedException {
            server.answer("/asked", _ -> Answer.of(500, "x\u0000".repeat(2_000)));
            assertThat(ask(endpoint()).finding()).hasSize(500).doesNotContain("\u0000");
        }
    }
}
