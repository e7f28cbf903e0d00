package dev.lockstep.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.Waits;
import dev.lockstep.stack.files.ServerJars;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.redis.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerProcessTest {

    @TempDir
    private Path folder;

    @Nested
    class A_server_that_exits_during_start {

        @Test
        void is_reported_with_the_end_of_its_log_and_leaves_no_process() {
            ServerDirectory directory = new ServerDirectory(folder.resolve("redis"));
            LocalServerProcess server = new LocalServerProcess(
                    new FailingProgram(List.of()), directory, FreePorts.next(), ProcessLifetime.WITH_PARENT);

            assertThatThrownBy(server::start)
                    .isInstanceOf(ServerStartFailed.class)
                    .hasMessageContaining("redis did not start: it exited before it was ready")
                    .hasMessageContaining("--- log of redis ---\ncannot open the data directory");
            assertThat(server.isRunning()).isFalse();
        }
    }

    @Nested
    class The_recorded_settings {

        private Path settings(List<String> arguments) {
            ServerDirectory directory = new ServerDirectory(folder.resolve("server"));
            LocalServerProcess server = new LocalServerProcess(
                    new FailingProgram(arguments), directory, FreePorts.next(), ProcessLifetime.WITH_PARENT);
            assertThatThrownBy(server::start).isInstanceOf(ServerStartFailed.class);
            return directory.settings();
        }

        @Test
        void contain_the_java_version_and_the_code_of_a_server_that_runs_in_a_jvm() {
            assertThat(settings(List.of("-cp", ServerJars.classPath())))
                    .content()
                    .contains("port", "command line", "configuration", "Java version", "code");
        }

        @Test
        void of_other_servers_do_not_depend_on_java() {
            assertThat(settings(List.of()))
                    .content()
                    .contains("port", "command line", "configuration")
                    .doesNotContain("Java version", "code");
        }
    }

    @Nested
    class A_server_with_the_lifetime_of_its_parent {

        @Test
        void exits_when_its_parent_is_killed() {
            Path pidFile = folder.resolve("pid");
            ChildProcess parent = ChildProcess.start(new ProcessSpec(
                    List.of(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ParentMain.class.getName(),
                            folder.toString(),
                            pidFile.toString()),
                    Map.of(),
                    folder,
                    folder.resolve("parent.log"),
                    ProcessLifetime.WITH_PARENT));
            await().atMost(Waits.LIMIT).until(() -> Files.exists(pidFile));
            ChildProcess server = ChildProcess.find(pidFile).orElseThrow();
            assertThat(server.isAlive()).isTrue();

            parent.signal(Signal.KILL);

            await().atMost(Waits.LIMIT).until(() -> !server.isAlive());
        }
    }

    /** Main class of a JVM that starts Redis and waits until it is killed. */
    static final class ParentMain {

        private ParentMain() {}

        public static void main(String[] arguments) throws InterruptedException {
            ServerDirectory directory = new ServerDirectory(Path.of(arguments[0], "server"));
            RedisServer.local(directory, FreePorts.next(), "", ProcessLifetime.WITH_PARENT)
                    .start();
            ChildProcess.find(directory.pidFile()).orElseThrow().writePidFile(Path.of(arguments[1]));
            Thread.currentThread().join();
        }
    }

    private record FailingProgram(List<String> arguments) implements ServerProgram {

        @Override
        public ServerKind kind() {
            return ServerKind.REDIS;
        }

        @Override
        public void prepare(ServerDirectory directory, int port) {
            // The program needs no files.
        }

        @Override
        public List<String> command(ServerDirectory directory, int port) {
            List<String> command = new ArrayList<>(List.of("sh", "-c", "echo cannot open the data directory; exit 1"));
            command.addAll(arguments);
            return command;
        }

        @Override
        public boolean isReady(int port) {
            return false;
        }

        @Override
        public Signal stopSignal() {
            return Signal.TERM;
        }
    }
}
