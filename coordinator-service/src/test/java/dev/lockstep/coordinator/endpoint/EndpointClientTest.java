package dev.lockstep.coordinator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.coordinator.saga.Notification;
import dev.lockstep.testservers.http.TestEndpoint;
import dev.lockstep.testservers.http.TestEndpoint.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EndpointClientTest {
    private static final MigrationId MIGRATION = MigrationId.parse("00000000-0000-4000-8000-000000000001");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final TestEndpoint server = TestEndpoint.start();
    private final EndpointClient client = new EndpointClient(Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private Endpoint endpoint(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("url", server.url("/asked")));
        for (int index = 0; index < settings.length; index += 2) {
            all.put(settings[index], settings[index + 1]);
        }
        return EndpointSettings.read("asked", all);
    }

    private static EndpointRequest question(EndpointPurpose purpose, @Nullable Integer expectStatus) {
        return EndpointMessages.question(
                MIGRATION,
                new PlanName("plan"),
                new EndpointCall(
                        3, purpose, new EndpointName("asked"), expectStatus, new GateLimit(Duration.ofSeconds(1))));
    }

    private EndpointResult ask(Endpoint endpoint) throws InterruptedException {
        return client.send(endpoint, question(EndpointPurpose.SMOKE_TEST, null));
    }

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
            // The example of the specification.
            assertThat(WebhookSignature.headers(
                            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                            "msg_p5jXN8AQM9LWM0D4loKWxJek",
                            Instant.ofEpochSecond(1_614_265_330),
                            "{\"test\": 2432232314}"))
                    .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
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

    @Nested
    class No_request {
        @Test
        void follows_a_redirection() throws InterruptedException {
            try (TestEndpoint other = TestEndpoint.start()) {
                for (int status : List.of(301, 302, 303, 307, 308)) {
                    server.answer("/asked", _ -> new Answer(status, Map.of("Location", other.url("/")), ""));
                    assertThat(ask(endpoint()).finding()).isEqualTo("answered " + status);
                }
                assertThat(other.received("/")).isEmpty();
            }
        }

        @Test
        void uses_the_proxy_of_the_jvm() throws InterruptedException {
            try (TestEndpoint proxy = TestEndpoint.start()) {
                System.setProperty("http.proxyHost", "127.0.0.1");
                System.setProperty("http.nonProxyHosts", "");
                System.setProperty("http.proxyPort", proxy.url("").replaceAll(".*:", ""));
                try (EndpointClient behindProxy = new EndpointClient(Clock.systemUTC())) {
                    assertThat(behindProxy.send(endpoint(), question(EndpointPurpose.SMOKE_TEST, null)))
                            .isInstanceOf(EndpointResult.Passed.class);
                } finally {
                    System.clearProperty("http.proxyHost");
                    System.clearProperty("http.nonProxyHosts");
                    System.clearProperty("http.proxyPort");
                }
                assertThat(proxy.received("")).isEmpty();
                assertThat(server.received("/asked")).hasSize(1);
            }
        }
    }

    @Nested
    class A_server {
        private EndpointResult askRaw(String answer, boolean staysOpen) throws IOException, InterruptedException {
            try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var _ = Thread.ofVirtual().start(() -> serve(raw, answer, staysOpen));
                return ask(endpoint("url", "http://127.0.0.1:%d/".formatted(raw.getLocalPort()), "timeout", "500ms"));
            }
        }

        private static void serve(ServerSocket raw, String answer, boolean staysOpen) {
            try (Socket socket = raw.accept();
                    InputStream in = socket.getInputStream();
                    OutputStream out = socket.getOutputStream()) {
                var _ = in.read(new byte[4096]);
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                if (staysOpen) {
                    // Returns when the client has closed the connection.
                    in.transferTo(OutputStream.nullOutputStream());
                }
            } catch (IOException _e) {
                // The client has closed the connection.
            }
        }

        @Test
        void that_never_answers_is_a_failure() throws IOException, InterruptedException {
            assertThat(askRaw("", true)).isInstanceOf(EndpointResult.Failed.class);
        }

        @Test
        void that_never_ends_its_answer_is_a_failure() throws IOException, InterruptedException {
            assertThat(askRaw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", true))
                    .isEqualTo(new EndpointResult.Failed("no complete answer within 0.5 s"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "220 mail.example ESMTP\r\n", "HTTP/1.1 OK\r\n\r\n", "\u0000\u0001\u0002\r\n\r\n"})
        void that_answers_nonsense_is_a_failure(String answer) throws IOException, InterruptedException {
            assertThat(askRaw(answer, false)).isInstanceOf(EndpointResult.Failed.class);
        }

        @Test
        void that_answers_ten_megabytes_is_a_failure() throws InterruptedException {
            server.answer("/asked", _ -> Answer.of(200, "x".repeat(10_000_000)));
            assertThat(ask(endpoint())).isInstanceOf(EndpointResult.Failed.class);
        }

        @Test
        void that_is_not_there_is_a_failure() throws InterruptedException {
            server.close();
            assertThat(ask(endpoint()).finding()).contains("ConnectException");
        }
    }

    @Nested
    class A_notification {
        private JsonNode told(String format) throws InterruptedException {
            Notification notification = new Notification(
                    Occasion.ROLLED_BACK,
                    new PlanName("plan"),
                    1,
                    Actor.named("release-bot"),
                    "smoke test failed",
                    NOW);
            Endpoint endpoint = endpoint("format", format);
            client.send(endpoint, EndpointMessages.notification(endpoint, "id-1", MIGRATION, notification));
            return LockstepJson.messages()
                    .readTree(server.received("/asked").getLast().body());
        }

        @Test
        void comes_in_the_form_that_its_receiver_takes() throws InterruptedException {
            String text = "Migration plan (%s) was rolled back: smoke test failed".formatted(MIGRATION);
            assertThat(told("text").path("text").asString()).isEqualTo(text);
            assertThat(told("discord").path("content").asString()).isEqualTo(text);
            assertThat(told("teams").at("/attachments/0/content/body/0/text").asString())
                    .isEqualTo(text);
            JsonNode event = told("event");
            assertThat(event.path("occasion").asString()).isEqualTo("rolled-back");
            assertThat(event.path("migration").asString()).isEqualTo(MIGRATION.toString());
            assertThat(event.path("requester").asString()).isEqualTo("release-bot");
            assertThat(event.path("at").asString()).isEqualTo(NOW.toString());
        }
    }
}
