package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.StackDirectory;
import dev.lockstep.stack.process.Lifetime;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSystemTest {

    @TempDir
    private Path folder;

    private final SystemPorts ports = SystemPorts.free();

    private StackDirectory directory() {
        return new StackDirectory(folder.resolve(".lockstep"));
    }

    private SystemSpec spec(Map<String, String> environment) throws IOException {
        return new SystemSpec(
                StandInProject.in(folder.resolve("checkout")), directory(), ports, Lifetime.WITH_LAUNCHER, environment);
    }

    @AfterEach
    void end() {
        new RunningProcesses(directory()).end();
    }

    @Nested
    class A_system {

        @Test
        void writes_every_address_and_process_number_to_one_file() throws IOException, SQLException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));

            Properties addresses = new Properties();
            try (Reader reader = Files.newBufferedReader(folder.resolve(".lockstep/local-stack.properties"))) {
                addresses.load(reader);
            }
            assertThat(addresses.stringPropertyNames())
                    .contains("postgres.jdbc-url", "postgres.username", "postgres.password")
                    .contains("mongo.uri", "redis.uri", "kafka.bootstrap-servers")
                    .contains("coordinator.url", "coordinator.jdbc-url")
                    .contains("postgres.pid", "mongo.pid", "redis.pid", "kafka.pid")
                    .contains("coordinator.pid", "postgres-worker.pid", "mongo-worker.pid", "redis-worker.pid")
                    .contains("postgres-worker.url", "mongo-worker.url", "redis-worker.url");
            assertThat(addresses.getProperty("postgres.jdbc-url")).endsWith("/hebrew_fitness");
            assertThat(addresses.getProperty("mongo.uri")).endsWith("/sweatbot_conversations");
            assertThat(addresses.getProperty("coordinator.jdbc-url")).endsWith("/lockstep");
            try (Connection connection = system.mainPostgres().connect()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }

        @Test
        void is_ended_by_whoever_finds_its_directory() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            assertThat(new RunningProcesses(directory()).all()).isTrue();

            assertThat(new RunningProcesses(directory()).end())
                    .containsExactlyInAnyOrder(
                            "coordinator",
                            "postgres-worker",
                            "mongo-worker",
                            "redis-worker",
                            "postgres",
                            "mongo",
                            "redis",
                            "kafka");

            assertThat(system.services()).noneMatch(ServiceProcess::isRunning);
            assertThat(new RunningProcesses(directory()).any()).isFalse();
            assertThat(new RunningProcesses(directory()).end()).isEmpty();
        }
    }

    @Nested
    class A_start_with_something_missing {

        @Test
        void starts_that_alone_and_where_it_was() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            ServiceProcess coordinator = system.service(LockstepService.COORDINATOR);
            system.service(LockstepService.REDIS_WORKER).kill();
            system.servers().redis().kill();

            LocalSystem again = LocalSystem.start(spec(Map.of()));

            assertThat(new RunningProcesses(directory()).all()).isTrue();
            assertThat(again.service(LockstepService.COORDINATOR).pid()).isEqualTo(coordinator.pid());
            assertThat(again.servers().kafka().pid())
                    .isEqualTo(system.servers().kafka().pid());
            assertThat(SystemPorts.lastOf(directory())).isEqualTo(ports);
        }
    }

    @Nested
    class A_start_that_fails {

        @Test
        void leaves_what_ran_before_it() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            system.service(LockstepService.REDIS_WORKER).kill();
            SystemSpec spec = spec(Map.of(StandInService.FAILS, "no license to run"));

            assertThatThrownBy(() -> LocalSystem.start(spec)).hasMessageContaining("no license to run");

            assertThat(system.service(LockstepService.COORDINATOR).isRunning()).isTrue();
            assertThat(system.servers().redis().isRunning()).isTrue();
            assertThat(new RunningProcesses(directory()).all()).isFalse();
        }

        @Test
        void leaves_nothing_running_when_a_service_ends() throws IOException {
            SystemSpec spec = spec(Map.of(StandInService.FAILS, "no license to run"));

            assertThatThrownBy(() -> LocalSystem.start(spec)).hasMessageContaining("no license to run");

            assertThat(new RunningProcesses(directory()).any()).isFalse();
        }

        @Test
        void says_which_port_is_taken_before_anything_is_started() throws IOException {
            SystemSpec spec = spec(Map.of());
            int port = ports.of(LockstepService.REDIS_WORKER);
            try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(() -> LocalSystem.start(spec))
                        .hasMessageContaining("port " + squatter.getLocalPort() + " of the redis-worker is taken")
                        .hasMessageContaining("--port redis-worker=");
            }

            assertThat(directory().exists()).isFalse();
        }
    }
}
