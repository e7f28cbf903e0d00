package dev.lockstep.coordinator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.testservers.http.TestEndpoint;
import dev.lockstep.testservers.http.TestEndpoint.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not answer as HTTP demands, and requests that go elsewhere. */
class EndpointFaultsTest extends EndpointClientCase {
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
}
