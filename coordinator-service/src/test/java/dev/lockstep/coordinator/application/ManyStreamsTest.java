package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ManyStreamsTest extends ApplicationTest {
    private static final int CLIENTS = 1000;
    private static final int CALLERS = 5;
    private static final int STREAMS = 256;
    private static final int STREAMS_OF_A_CALLER = 64;
    /** A thread for each stream would be many more. */
    private static final int MAX_MORE_THREADS = 50;
    /** The memory of the streams and of the clients of this test. */
    private static final long MAX_MORE_BYTES = 128L * 1024 * 1024;

    private static String requestFor(String id, Api caller) {
        // In a response of HTTP/1.0 the events are not split into chunks.
        return "GET /api/v1/migrations/%s/events HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(id, caller.token());
    }

    private static List<String> ids(RawConnection stream) {
        return stream.received()
                .lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring(4))
                .toList();
    }

    /** A migration whose step is under way until {@link #complete}. */
    private String submitHeld(String target) {
        ignoreCommands(command -> command instanceof Command.Apply);
        String id = submit(TestPlans.singleStep(TestPlans.newName(), target));
        Waits.await().until(() -> stepStates(id).equals(List.of("APPLYING")));
        return id;
    }

    private void complete(String id) {
        worker.report(ScriptedWorker.success(worker.receivedCommands(id).getLast()));
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private List<RawConnection> open(String id, List<Api> callers, int clients) {
        List<RawConnection> connections = IntStream.range(0, clients)
                .mapToObj(_ -> RawConnection.open(api))
                .toList();
        for (int client = 0; client < clients; client++) {
            connections.get(client).send(requestFor(id, callers.get(client % callers.size())));
        }
        return connections;
    }

    private static boolean isServed(RawConnection connection) {
        return connection.received().startsWith("HTTP/1.1 200");
    }

    private static void assertRefused(RawConnection connection) {
        assertThat(connection.received())
                .startsWith("HTTP/1.1 503")
                .contains("Retry-After: ", "application/problem+json", "/problems/too-many-streams");
    }

    @Nested
    class A_thousand_clients_that_follow_a_migration {
        @Test
        void get_as_many_streams_as_there_are_and_each_stream_has_all_events() {
            List<Api> callers = Stream.generate(() -> api.withGrants("viewer"))
                    .limit(CALLERS)
                    .toList();
            String id = submitHeld("pg-8");
            int threadsBefore = threads();
            long bytesBefore = usedBytes();
            List<RawConnection> connections = open(id, callers, CLIENTS);
            Waits.await().until(() -> connections.stream()
                    .allMatch(connection -> connection.received().contains("\r\n\r\n")));
            List<RawConnection> served =
                    connections.stream().filter(ManyStreamsTest::isServed).toList();
            assertThat(served).hasSize(STREAMS);
            connections.stream()
                    .filter(connection -> !isServed(connection))
                    .peek(RawConnection::awaitClose)
                    .forEach(ManyStreamsTest::assertRefused);
            assertThat(IntStream.range(0, CALLERS)).allSatisfy(caller -> assertThat(IntStream.range(0, CLIENTS)
                            .filter(client -> client % CALLERS == caller)
                            .filter(client -> isServed(connections.get(client))))
                    .hasSizeLessThanOrEqualTo(STREAMS_OF_A_CALLER));

            assertThat(threads() - threadsBefore).isLessThan(MAX_MORE_THREADS);
            assertThat(usedBytes() - bytesBefore).isLessThan(MAX_MORE_BYTES);
            assertThat(api.get("/api/v1/me").status()).isEqualTo(200);
            assertThat(callers.getFirst().get("/api/v1/migrations/" + id).status())
                    .isEqualTo(200);

            List<RawConnection> leaving = served.subList(0, STREAMS / 2);
            leaving.forEach(RawConnection::close);
            complete(id);
            List<String> all = LongStream.rangeClosed(
                            1, api.migration(id).json().path("version").asLong())
                    .mapToObj(Long::toString)
                    .toList();
            awaitState(id, "COMPLETED");
            assertThat(served.subList(STREAMS / 2, STREAMS)).allSatisfy(stream -> {
                assertThat(stream.awaitClose()).contains("event: completed.v1");
                assertThat(ids(stream)).startsWith(all.toArray(String[]::new)).doesNotHaveDuplicates();
            });
            connections.forEach(RawConnection::close);
            assertAllPlacesAreFree(callers);
        }

        private void assertAllPlacesAreFree(List<Api> callers) {
            String id = submitHeld("pg-8");
            List<RawConnection> connections = new ArrayList<>();
            for (int client = 0; client < STREAMS; client++) {
                connections.addAll(open(id, List.of(callers.get(client % CALLERS)), 1));
            }
            assertThat(connections).allSatisfy(connection -> connection.awaitText("HTTP/1.1 200"));
            complete(id);
            awaitState(id, "COMPLETED");
            connections.forEach(RawConnection::awaitClose);
        }
    }
}
