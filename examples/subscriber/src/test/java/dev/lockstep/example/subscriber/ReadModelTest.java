package dev.lockstep.example.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.testservers.SharedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadModelTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int EVENTS = 100;

    private final PostgresDatabase database = SharedPostgres.freshDatabase();
    private final TestTopic topic = new TestTopic();
    private final List<MigrationId> migrations =
            Stream.generate(() -> new MigrationId(UUID.randomUUID())).limit(2).toList();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Nested
    class The_read_model {
        @Test
        void equals_the_events_after_duplicates_a_kill_and_a_topic_created_again() throws Exception {
            int port = freePort();
            Process first = start(port);
            try {
                publish(1, EVENTS);
                publish(EVENTS / 2, EVENTS);
                await().atMost(LIMIT).until(() -> hasEvents(port));
            } finally {
                first.destroyForcibly().waitFor();
            }
            Process second = start(port);
            try {
                awaitState(port, "rollback-began", EVENTS);
                topic.createAgain();
                publish(EVENTS - 5, EVENTS);
                migrations.forEach(
                        id -> topic.publish(id, EVENTS + 1, new MigrationEvent.RolledBack(plan(), "cause", 3, null)));
                awaitState(port, "rolled-back", EVENTS + 1);
            } finally {
                second.destroyForcibly().waitFor();
            }
        }
    }

    private void publish(int from, int to) {
        MigrationEvent event = new MigrationEvent.RollbackBegan(plan(), null, "cause");
        IntStream.rangeClosed(from, to).forEach(n -> migrations.forEach(id -> topic.publish(id, n, event)));
    }

    private static PlanName plan() {
        return new PlanName("plan");
    }

    private void awaitState(int port, String state, long events) {
        String expected = "\"state\":\"%s\",\"round\":1,\"events\":%d,\"conflicts\":%d"
                .formatted(state, events, state.equals("rolled-back") ? 3 : 0);
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
            for (MigrationId id : migrations) {
                assertThat(get(port, "/migrations/" + id)).contains(expected);
            }
        });
    }

    private boolean hasEvents(int port) {
        try {
            return get(port, "/migrations").contains("\"events\":");
        } catch (IOException _) {
            return false; // The service has not started yet.
        }
    }

    private String get(int port, String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process start(int port) throws IOException {
        String classPath = Objects.requireNonNull(
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        return new ProcessBuilder(
                        Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx192m",
                        "-cp",
                        classPath,
                        SubscriberApplication.class.getName(),
                        "--server.port=" + port,
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.kafka.bootstrap-servers=" + SharedKafka.bootstrapServers(),
                        // The partitions of a killed process are free after this time.
                        "--spring.kafka.consumer.properties.session.timeout.ms=6000",
                        "--lockstep.subscriber.topic=" + topic.name,
                        "--lockstep.subscriber.check-interval=500ms")
                .redirectErrorStream(true)
                .redirectOutput(directory
                        .resolve("subscriber-" + UUID.randomUUID() + ".log")
                        .toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
