package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** Erasing a document and a key by the command line, through all processes. */
class ErasureTest {
    private static final int UNITS = 30;
    private final LockstepSystem system = LockstepSystem.shared();
    private final TestData data = TestData.create(system, UNITS);

    @BeforeEach
    void plant() {
        try (Jedis redis = system.redis().connect(0)) {
            redis.set("session:7", "{\"n\":7,\"name\":\"planted-in-redis\"}");
        }
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    /** The exit code and the output of the command line. */
    private record Run(int exitCode, String output) {}

    private Run lockstep(Path directory, String... arguments) throws IOException {
        Path log = directory.resolve("lockstep.log");
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                LockstepSystem.PROJECT
                        .resolve("lockstep-cli/target/lockstep-cli.jar")
                        .toString()));
        command.addAll(List.of(arguments));
        int exitCode = ChildProcess.run(
                new ProcessSpec(command, system.commandLineEnvironment(), directory, log, ProcessLifetime.WITH_PARENT));
        return new Run(exitCode, Files.readString(log));
    }

    private List<String> journals(String migration) {
        List<String> texts = new ArrayList<>();
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            MongoDatabase shop = client.getDatabase("shop");
            Stream.of("lockstep_journal", "lockstep_journal_units")
                    .forEach(name -> shop.getCollection(name, BsonDocument.class)
                            .find()
                            .map(BsonDocument::toJson)
                            .into(texts));
        }
        try (Jedis redis = system.redis().connect(0)) {
            redis.keys("lockstep:" + migration + "/*")
                    .forEach(key -> texts.add(
                            redis.type(key).equals("hash") ? redis.hgetAll(key).toString() : redis.get(key)));
        }
        return texts;
    }

    private static List<String> conflicts(JsonNode migration) {
        return migration
                .path("conflicts")
                .path("samples")
                .valueStream()
                .map(sample -> sample.path("unit").stringValue())
                .toList();
    }

    @Nested
    class An_erased_unit {
        @Test
        void is_in_no_journal_and_a_rollback_leaves_it_as_a_conflict(@TempDir Path directory) throws IOException {
            String id = system.api().submit(TestPlans.allStores());
            system.api().awaitState(id, "COMPLETED");
            assertThat(journals(id)).anyMatch(text -> text.contains("planted-in-redis"));

            Run document = lockstep(
                    directory, "erase", id, "--step", "documents", "--unit", "carts/7", "--reason", "request 1");
            assertThat(document.output()).contains("is done");
            assertThat(document.exitCode()).isZero();
            Run key = lockstep(
                    directory, "erase", id, "--step", "keys", "--unit", "session_v2:7", "--reason", "request 1");
            assertThat(key.output()).contains("is done");
            assertThat(journals(id)).noneMatch(text -> text.contains("planted-in-redis"));

            Run rows = lockstep(directory, "erase", id, "--step", "rows", "--unit", "7", "--reason", "request 1");
            assertThat(rows.output()).contains("has failed: nothing-to-erase");
            assertThat(rows.exitCode()).isEqualTo(1);
            Run unknown = lockstep(
                    directory, "erase", id, "--step", "keys", "--unit", "session:999", "--reason", "request 1");
            assertThat(unknown.output()).contains("has found nothing");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(lockstep(directory, "status", id).output())
                    .contains("1 erased", "2 units were erased on request and can no longer be undone");

            system.api().act(id, "rollback", "{\"reason\": \"a rollback after an erasure\"}");
            JsonNode rolledBack = system.api().awaitState(id, "ROLLED_BACK");
            assertThat(conflicts(rolledBack)).containsExactlyInAnyOrder("carts/7", "session_v2:7", "session:7");
            assertThat(data.keys("session:*")).hasSize(UNITS - 1).doesNotContain("session:7");
            assertThat(data.keys("session_v2:*")).containsExactly("session_v2:7");
        }
    }
}
