package dev.lockstep.redis.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.backup.BackupRun;
import dev.lockstep.worker.backup.TestBackups;
import dev.lockstep.worker.tool.ToolSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerCopyTest {
    private static final StepOperation MOVE = Transforms.move("'source':'delete'");
    private static final Duration START = Duration.ofSeconds(30);
    private static final String PASSWORD = "a-password-of-the-server";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    private static Path program(String name) {
        Optional<Path> found = Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "%s is not on the PATH (Debian: redis-tools, redis-server)".formatted(name));
        return found.orElseThrow();
    }

    private static ToolSettings settings(Path program, boolean required) {
        return new ToolSettings("never", "never", program.toString(), Duration.ofMinutes(1), required);
    }

    @Nested
    class A_copy {
        @SuppressWarnings("NullAway.Init") // Set before each test.
        private RedisServer server;

        @BeforeEach
        void start() {
            server = DedicatedServers.redis(PASSWORD);
        }

        @AfterEach
        void stop() {
            server.stop();
        }

        private BackupResult backUp(TestRedis redis, Path program) {
            try (BackupRun run = new BackupRun(
                    redis.connect(), TestBackups.in(directory.resolve("backups"), settings(program, false)), MOVE)) {
                return run.backUp();
            }
        }

        private Path copy() throws IOException {
            try (Stream<Path> all = Files.walk(directory.resolve("backups"))) {
                return all.filter(path -> path.endsWith("server.rdb"))
                        .findFirst()
                        .orElseThrow();
            }
        }

        @Test
        void of_the_whole_server_is_loaded_by_a_server() throws IOException {
            Path loader = program("redis-server");
            try (TestRedis redis = new TestRedis(server.uri(0));
                    TestRedis other = new TestRedis(server.uri(3))) {
                redis.seedObjects(500);
                redis.call("HSET", "hash", "a", "1", "b", "2");
                other.call("SET", "of-another-database", "x");
                String before = redis.digest();
                String otherBefore = other.digest();

                BackupResult result = backUp(redis, program("redis-cli"));

                assertThat(result.notes()).noneMatch(note -> note.contains("redis-cli"));
                assertThat(result.files())
                        .extracting(BackupResult.BackupFile::name)
                        .contains("server.rdb");
                assertSameOnNewServer(loader, before, otherBefore);
            }
        }

        private void assertSameOnNewServer(Path loader, String before, String otherBefore) throws IOException {
            int port = FreePorts.next();
            Path data = Files.createDirectories(directory.resolve("loaded"));
            Files.copy(copy(), data.resolve("server.rdb"));
            ChildProcess loaded = ChildProcess.start(new ProcessSpec(
                    List.of(
                            loader.toString(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--dir",
                            data.toString(),
                            "--dbfilename",
                            "server.rdb",
                            "--appendonly",
                            "no"),
                    Map.of(),
                    data,
                    data.resolve("log"),
                    ProcessLifetime.WITH_PARENT));
            try {
                await().atMost(START).until(() -> PortProbe.isOpen(port));
                try (TestRedis redis = new TestRedis("redis://127.0.0.1:%d/0".formatted(port));
                        TestRedis other = new TestRedis("redis://127.0.0.1:%d/3".formatted(port))) {
                    assertThat(redis.digest()).isEqualTo(before);
                    assertThat(other.digest()).isEqualTo(otherBefore);
                }
            } finally {
                loaded.signal(Signal.KILL);
                loaded.awaitExit(START);
            }
        }

        @Test
        void that_the_server_refuses_is_a_note_and_the_backup_goes_on() {
            Path program = program("redis-cli");
            try (TestRedis redis = new TestRedis(server.uri(0))) {
                redis.seedObjects(5);
                redis.call("ACL", "SETUSER", "worker", "on", ">worker-secret", "~*", "&*", "+@all", "-sync", "-psync");

                BackupResult result = backUp(redis.asUser("worker", "worker-secret"), program);

                assertThat(result.units()).isEqualTo(5);
                assertThat(result.files())
                        .extracting(BackupResult.BackupFile::name)
                        .containsExactly("keys.bin.gz");
                assertThat(result.notes())
                        .anyMatch(note -> note.startsWith("redis-cli failed with exit code 1"))
                        .noneMatch(note -> note.contains("worker-secret"));
            }
        }

        @Test
        void is_not_made_by_a_tool_that_is_older_than_the_server() throws IOException {
            Path old = directory.resolve("redis-cli");
            Files.writeString(old, "#!/bin/sh\necho redis-cli 5.0.14\n");
            assertThat(old.toFile().setExecutable(true)).isTrue();
            try (TestRedis redis = new TestRedis(server.uri(0))) {
                redis.seedObjects(5);

                assertThat(backUp(redis, old).notes())
                        .anyMatch(note -> note.startsWith("redis-cli 5.0.14 is older than the server ("));
            }
        }
    }
}
