package dev.lockstep.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ApplicationPollingTest {

    private HttpServer application;
    private volatile int readStatus = 200;
    private volatile boolean isInMaintenance;
    private volatile boolean hasRetryAfter = true;
    /** Opened when every request was answered at least once after the last change. */
    private volatile CountDownLatch answered = new CountDownLatch(0);

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/", this::answer);
        application.start();
    }

    @AfterEach
    void stop() {
        application.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            exchange.sendResponseHeaders(readStatus, -1);
        } else if (isInMaintenance) {
            if (hasRetryAfter) {
                exchange.getResponseHeaders().add("Retry-After", "5");
            }
            exchange.sendResponseHeaders(503, -1);
        } else {
            exchange.sendResponseHeaders(400, -1);
        }
        exchange.close();
        answered.countDown();
    }

    private ApplicationPolling poll() {
        return ApplicationPolling.start(
                URI.create("http://127.0.0.1:" + application.getAddress().getPort()));
    }

    private void awaitAnswers() throws InterruptedException {
        answered = new CountDownLatch(50);
        assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Nested
    class Answers {

        @Test
        void are_as_expected_if_reads_are_answered_and_writes_were_refused() throws InterruptedException {
            isInMaintenance = true;
            ApplicationPolling polling = poll();
            awaitAnswers();
            isInMaintenance = false;

            assertThat(polling.awaitAcceptedWrite()).isTrue();
            ApplicationCounts counts = polling.stop();
            assertThat(counts.areAsExpected()).isTrue();
            assertThat(counts.reads()).isPositive();
            assertThat(counts.refusedWrites()).isPositive();
            assertThat(counts.acceptedWrites()).isPositive();
            assertThat(counts.text()).contains("writes were refused during maintenance");
        }

        @Test
        void are_not_as_expected_without_maintenance() throws InterruptedException {
            ApplicationPolling polling = poll();
            awaitAnswers();

            assertThat(polling.stop().areAsExpected()).isFalse();
        }

        @Test
        void are_not_as_expected_if_a_read_fails_and_name_the_first_one() throws InterruptedException {
            readStatus = 500;
            isInMaintenance = true;
            ApplicationPolling polling = poll();
            awaitAnswers();

            ApplicationCounts counts = polling.stop();
            assertThat(counts.areAsExpected()).isFalse();
            assertThat(counts.text()).contains("First failure: /api/v1/").contains("found 500");
        }

        @Test
        void are_not_as_expected_if_a_refused_write_does_not_say_when_to_try_again() throws InterruptedException {
            isInMaintenance = true;
            hasRetryAfter = false;
            ApplicationPolling polling = poll();
            awaitAnswers();

            assertThat(polling.stop().failures()).isPositive();
        }

        @Test
        void that_are_missing_are_failures() {
            ApplicationPolling polling = poll();
            application.stop(0);

            ApplicationCounts counts = polling.stop();
            assertThat(counts.areAsExpected()).isFalse();
        }
    }
}
