package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.MigrationId;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Streams that last long, because their migration does or because their client reads slowly. */
class StreamLimitsTest {
    private static final int STREAMS_OF_A_CALLER = 64;
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private final Api api = LimitedCoordinator.api();

    /** What a client has received that connects again after each end of its stream. */
    private static final class Client {
        private final Api api;
        private final MigrationId migration;
        private final List<String> ids = new ArrayList<>();
        private int streams;

        Client(Api api, MigrationId migration) {
            this.api = api;
            this.migration = migration;
        }

        /** Reads one stream, which must end as a whole response. */
        Client readStream() {
            HttpRequest.Builder request = api.request("/api/v1/migrations/%s/events".formatted(migration))
                    .header("Accept", "text/event-stream");
            if (!ids.isEmpty()) {
                request.header("Last-Event-ID", ids.getLast());
            }
            Api.Response response = api.send(request.GET());
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).endsWith("\n\n");
            streams++;
            response.body().lines().filter(line -> line.startsWith("id: ")).forEach(line -> ids.add(line.substring(4)));
            return this;
        }
    }

    private static List<String> range(long last) {
        return LongStream.rangeClosed(1, last).mapToObj(Long::toString).toList();
    }

    @Nested
    class A_stream {
        @Test
        void ends_at_its_age_and_continues_behind_the_last_event_of_the_client() {
            MigrationId migration = LimitedCoordinator.newMigration();
            LimitedCoordinator.append(migration, 1, 300, "applied.v1", 10);
            Client client = new Client(api, migration).readStream();
            assertThat(client.ids).isEqualTo(range(300));
            client.readStream();
            LimitedCoordinator.append(migration, 301, 302, "applied.v1", 10);
            client.readStream();
            LimitedCoordinator.append(migration, 303, 303, "completed.v1", 10);
            client.readStream();
            assertThat(client.ids).isEqualTo(range(303));
            assertThat(client.streams).isEqualTo(4);
        }
    }

    @Nested
    class A_client_that_does_not_read {
        private static final int EVENTS = 600;
        private static final int CHARACTERS = 20_000;
        /** Without a limit, each of the clients would have all events in memory, several times. */
        private static final long MAX_MORE_BYTES = 200L * 1024 * 1024;

        @Test
        void is_disconnected_and_delays_no_other_and_takes_little_memory() {
            MigrationId migration = LimitedCoordinator.newMigration();
            LimitedCoordinator.append(migration, 1, EVENTS - 1, "applied.v1", CHARACTERS);
            LimitedCoordinator.append(migration, EVENTS, EVENTS, "completed.v1", 10);
            Api slow = api.withGrants("viewer");
            long before = usedBytes();
            List<RawConnection> connections = IntStream.range(0, STREAMS_OF_A_CALLER)
                    .mapToObj(_ -> RawConnection.openWithoutReading(slow)
                            .send(
                                    "GET /api/v1/migrations/%s/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n"
                                            .formatted(migration, slow.token())))
                    .toList();
            Waits.await().until(() -> connections.stream().allMatch(RawConnection::hasUnread));
            assertThat(usedBytes() - before).isLessThan(MAX_MORE_BYTES);

            Client other = new Client(api, migration);
            Waits.await().until(() -> other.readStream().ids.size() == EVENTS);
            assertThat(other.ids).isEqualTo(range(EVENTS));

            // Their requests have ended, though none of them has read the outcome. The request for the metrics is left.
            Waits.await().pollInterval(INTERVAL).until(() -> activeRequests() == 1);
            connections.forEach(RawConnection::close);
        }

        private static long usedBytes() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }

        private double activeRequests() {
            return api.get("/actuator/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("http_server_requests_active_seconds_count"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }
}
