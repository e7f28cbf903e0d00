package dev.lockstep.stack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.Waits;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class LocalStackTest {

    @TempDir
    private Path folder;

    private StackDirectory directory() {
        return new StackDirectory(folder.resolve("stack"));
    }

    @Nested
    class A_stack {

        @Test
        void is_found_by_its_directory_and_keeps_its_data_after_stop_and_start() {
            StackPorts ports = StackPorts.free();
            LocalStack started = LocalStack.start(directory(), ports, ProcessLifetime.WITH_PARENT);
            writeTestData(started);

            LocalStack found = LocalStack.find(directory()).orElseThrow();
            assertThat(found.servers().stream().map(Server::pid))
                    .isEqualTo(started.servers().stream().map(Server::pid).toList());
            found.stop();

            assertThat(started.servers()).noneMatch(Server::isRunning);
            assertThat(LocalStack.find(directory())).isEmpty();
            LocalStack restarted = LocalStack.start(directory(), ports, ProcessLifetime.WITH_PARENT);
            assertThat(readTestData(restarted)).isEqualTo("kept");
            restarted.stop();
        }

        private void writeTestData(LocalStack stack) {
            try (Jedis redis = stack.redis().connect(0);
                    MongoClient mongo = MongoClients.create(stack.mongo().uri("kept"))) {
                redis.set("k", "kept");
                mongo.getDatabase("kept").getCollection("c").insertOne(new Document("_id", 1));
            }
        }

        private @Nullable String readTestData(LocalStack stack) {
            try (Jedis redis = stack.redis().connect(0);
                    MongoClient mongo = MongoClients.create(stack.mongo().uri("kept"))) {
                assertThat(mongo.getDatabase("kept").getCollection("c").countDocuments())
                        .isOne();
                return redis.get("k");
            }
        }
    }

    @Nested
    class A_start_on_a_port_in_use {

        @Test
        void names_the_port_and_leaves_nothing_running() throws IOException {
            StackPorts ports = StackPorts.free();
            try (ServerSocket other =
                    new ServerSocket(ports.of(ServerKind.REDIS), 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(() -> LocalStack.start(directory(), ports, ProcessLifetime.WITH_PARENT))
                        .hasMessageContaining("redis did not start: port " + other.getLocalPort() + " is in use");
            }

            assertThat(LocalStack.find(directory())).isEmpty();
            for (ServerKind kind : List.of(ServerKind.POSTGRES, ServerKind.MONGO, ServerKind.KAFKA)) {
                await().atMost(Waits.LIMIT).until(() -> FreePorts.isFree(ports.of(kind)));
            }
        }
    }
}
