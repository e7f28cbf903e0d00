package dev.lockstep.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.process.Lifetime;
import dev.lockstep.stack.redis.RedisConnection;
import dev.lockstep.stack.redis.RedisReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {

    @TempDir
    private Path folder;

    private StackDirectory directory() {
        return new StackDirectory(folder.resolve("stack"));
    }

    @Nested
    class A_stack {

        @Test
        void is_found_again_by_its_directory_and_keeps_its_data_through_stop_and_start() {
            StackPorts ports = StackPorts.free();
            LocalStack started = LocalStack.start(directory(), ports, Lifetime.WITH_LAUNCHER);
            write(started);

            LocalStack found = LocalStack.attach(directory()).orElseThrow();
            assertThat(found.servers().stream().map(StackServer::pid))
                    .isEqualTo(started.servers().stream().map(StackServer::pid).toList());
            found.stop();

            assertThat(started.servers()).noneMatch(StackServer::isRunning);
            assertThat(LocalStack.attach(directory())).isEmpty();
            LocalStack again = LocalStack.start(directory(), ports, Lifetime.WITH_LAUNCHER);
            assertThat(read(again)).isEqualTo("kept");
            again.stop();
        }

        private void write(LocalStack stack) {
            try (RedisConnection redis = stack.redis().connect(0);
                    MongoClient mongo = MongoClients.create(stack.mongo().uri("kept"))) {
                redis.call("SET", "k", "kept");
                mongo.getDatabase("kept").getCollection("c").insertOne(new Document("_id", 1));
            }
        }

        private String read(LocalStack stack) {
            try (RedisConnection redis = stack.redis().connect(0);
                    MongoClient mongo = MongoClients.create(stack.mongo().uri("kept"))) {
                assertThat(mongo.getDatabase("kept").getCollection("c").countDocuments())
                        .isOne();
                return redis.call("GET", "k") instanceof RedisReply.Bulk bulk ? bulk.text() : "lost";
            }
        }
    }

    @Nested
    class A_start_that_fails_half_way {

        @Test
        void says_which_port_is_taken_and_leaves_nothing_running() throws IOException {
            StackPorts ports = StackPorts.free();
            try (ServerSocket squatter =
                    new ServerSocket(ports.of(ServerKind.REDIS), 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(() -> LocalStack.start(directory(), ports, Lifetime.WITH_LAUNCHER))
                        .hasMessageContaining("redis did not start: port " + squatter.getLocalPort() + " is taken");
            }

            assertThat(LocalStack.attach(directory())).isEmpty();
            for (ServerKind kind : List.of(ServerKind.POSTGRES, ServerKind.MONGO, ServerKind.KAFKA)) {
                await().atMost(Waits.LIMIT).until(() -> FreePorts.isFree(ports.of(kind)));
            }
        }
    }
}
