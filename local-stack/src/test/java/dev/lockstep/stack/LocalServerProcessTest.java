package dev.lockstep.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.Lifetime;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerProcessTest {

    @TempDir
    private Path folder;

    @Nested
    class A_server_that_ends_before_it_is_ready {

        @Test
        void is_reported_with_the_end_of_its_log_and_leaves_no_process() throws IOException {
            ServerHome home = new ServerHome(folder.resolve("redis"));
            RedisEngine engine = new RedisEngine("");
            engine.prepare(home, FreePorts.next());
            Files.delete(home.data()); // Redis cannot work without its directory.
            LocalServerProcess server = new LocalServerProcess(
                    new WithoutPreparation(engine), home, FreePorts.next(), Lifetime.WITH_LAUNCHER);

            assertThatThrownBy(server::start)
                    .isInstanceOf(ServerStartFailed.class)
                    .hasMessageContaining("redis did not start: it ended before it was ready")
                    .hasMessageContaining("--- its log ---");
            assertThat(server.isRunning()).isFalse();
        }
    }

    @Nested
    class A_child_of_a_test_JVM {

        @Test
        void dies_even_when_that_JVM_is_killed() throws IOException {
            Path pidFile = folder.resolve("pid");
            ChildProcess jvm = ChildProcess.start(new ProcessSpec(
                    List.of(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            StartsOneServer.class.getName(),
                            folder.toString(),
                            pidFile.toString()),
                    Map.of(),
                    folder,
                    folder.resolve("jvm.log"),
                    Lifetime.WITH_LAUNCHER));
            await().atMost(Waits.LIMIT).until(() -> Files.exists(pidFile));
            ChildProcess server = ChildProcess.find(pidFile).orElseThrow();
            assertThat(server.isAlive()).isTrue();

            jvm.signal(Signal.KILL);

            await().atMost(Waits.LIMIT).until(() -> !server.isAlive());
        }
    }

    /** The main class of a JVM that starts Redis and then waits to be killed. */
    static final class StartsOneServer {

        private StartsOneServer() {}

        public static void main(String[] arguments) throws InterruptedException {
            ServerHome home = new ServerHome(Path.of(arguments[0], "server"));
            LocalServerProcess server =
                    new LocalServerProcess(new RedisEngine(""), home, FreePorts.next(), Lifetime.WITH_LAUNCHER);
            server.start();
            ChildProcess.find(home.pidFile()).orElseThrow().writePidFile(Path.of(arguments[1]));
            Thread.currentThread().join();
        }
    }

    private record WithoutPreparation(LocalEngine engine) implements LocalEngine {

        @Override
        public ServerKind kind() {
            return engine.kind();
        }

        @Override
        public void prepare(ServerHome home, int port) {
            // The test has broken what preparation would mend.
        }

        @Override
        public List<String> command(ServerHome home, int port) {
            return engine.command(home, port);
        }

        @Override
        public boolean isReady(int port) {
            return engine.isReady(port);
        }

        @Override
        public Signal gently() {
            return engine.gently();
        }
    }
}
