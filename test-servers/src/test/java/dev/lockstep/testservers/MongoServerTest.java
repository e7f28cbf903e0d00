package dev.lockstep.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.testservers.capability.MongoCapabilities;
import dev.lockstep.testservers.capability.MongoCapability;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoServerTest {

    private static final int WRITERS = 8;

    private static MongoServer server;

    @BeforeAll
    static void start() {
        server = DedicatedServers.mongo();
    }

    @Nested
    class A_killed_server {

        @Test
        void has_every_acknowledged_write_of_concurrent_writers_after_a_restart() {
            assumeThat(server.isManaged())
                    .as("an external server is not killed")
                    .isTrue();
            Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();

            writeUntilKilled(acknowledged);
            server.start();

            try (MongoClient client = MongoClients.create(server.uri("burst"))) {
                Set<Integer> found = StreamSupport.stream(
                                client.getDatabase("burst")
                                        .getCollection("c")
                                        .find()
                                        .spliterator(),
                                false)
                        .map(document -> document.getInteger("_id"))
                        .collect(Collectors.toSet());
                assertThat(acknowledged).hasSizeGreaterThan(200);
                assertThat(found).containsAll(acknowledged);
            }
        }

        private void writeUntilKilled(Set<Integer> acknowledged) {
            AtomicInteger next = new AtomicInteger();
            // The client is closed first. This ends the writers, which wait for a server.
            try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
                    MongoClient client = MongoClients.create(server.uri("burst"))) {
                MongoCollection<Document> collection =
                        client.getDatabase("burst").getCollection("c");
                for (int writer = 0; writer < WRITERS; writer++) {
                    writers.execute(() -> writeUntilRefused(collection, next, acknowledged));
                }
                await().atMost(Waits.LIMIT).until(() -> acknowledged.size() > 300);
                server.kill();
            }
        }

        private void writeUntilRefused(
                MongoCollection<Document> collection, AtomicInteger next, Set<Integer> acknowledged) {
            try {
                while (true) {
                    int id = next.incrementAndGet();
                    collection.insertOne(new Document("_id", id));
                    acknowledged.add(id);
                }
            } catch (MongoException | IllegalStateException ended) {
                assertThat(ended).isNotNull();
            }
        }
    }

    @Nested
    class A_running_server {

        @Test
        void answers_hello_as_a_writable_primary() {
            try (MongoClient client = MongoClients.create(server.uri("admin"))) {
                Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));

                assertThat(hello.getBoolean("isWritablePrimary")).isTrue();
                assertThat(hello.getInteger("maxWireVersion")).isGreaterThanOrEqualTo(8);
            }
        }

        @Test
        void gives_a_reason_to_skip_a_test_for_each_missing_capability() {
            MongoCapabilities capabilities = MongoCapabilities.of(server);

            assertThat(capabilities.serverVersion()).matches("\\d+\\..*");
            for (MongoCapability capability : MongoCapability.values()) {
                assertThat(capabilities.reasonToSkip(capability).isPresent())
                        .isNotEqualTo(capabilities.has(capability));
            }
            assertThat(capabilities.has(MongoCapability.TRANSACTIONS))
                    .as("mongo-java-server has neither transactions nor validators, MongoDB has both")
                    .isEqualTo(capabilities.has(MongoCapability.VALIDATORS));
        }
    }

    @Nested
    class A_paused_server {

        @AfterEach
        void resumeServer() {
            if (server.isManaged()) {
                server.resume();
            }
        }

        @Test
        void answers_after_it_is_resumed() {
            assumeThat(server.isManaged())
                    .as("an external server is not paused")
                    .isTrue();
            try (MongoClient client = MongoClients.create(server.uri("paused"))) {
                MongoCollection<Document> collection =
                        client.getDatabase("paused").getCollection("c");
                collection.insertOne(new Document("_id", "before"));
                server.pause();
                CompletableFuture<?> answer =
                        CompletableFuture.runAsync(() -> collection.insertOne(new Document("_id", "during")));
                await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());

                server.resume();

                await().atMost(Waits.LIMIT).until(answer::isDone);
                assertThat(collection.countDocuments()).isEqualTo(2);
            }
        }
    }
}
