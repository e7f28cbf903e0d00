package dev.lockstep.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.process.ProcessLifetime;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
                FakeCheckout.createIn(folder.resolve("checkout")),
                directory(),
                ports,
                ProcessLifetime.WITH_PARENT,
                environment,
                LockstepService.all());
    }

    private Properties addresses() throws IOException {
        Properties addresses = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(".lockstep/local-stack.properties"))) {
            addresses.load(reader);
        }
        return addresses;
    }

    @AfterEach
    void stop() {
        new RunningProcesses(directory()).stopAll();
    }

    @Nested
    class A_system {

        @Test
        void writes_all_addresses_and_pids_to_one_file() throws IOException, SQLException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));

            Properties addresses = addresses();
            assertThat(addresses.stringPropertyNames())
                    .contains("postgres.jdbc-url", "postgres.username", "postgres.password")
                    .contains("mongo.uri", "redis.uri", "kafka.bootstrap-servers")
                    .contains("coordinator.url", "coordinator.jdbc-url")
                    .contains("postgres.pid", "mongo.pid", "redis.pid", "kafka.pid")
                    .contains("coordinator.pid", "postgres-worker.pid", "mongo-worker.pid", "redis-worker.pid")
                    .contains("postgres-worker.url", "mongo-worker.url", "redis-worker.url")
                    .contains("application.url", "application.pid", "application.token");
            assertThat(addresses.getProperty("postgres.jdbc-url")).endsWith("/hebrew_fitness");
            assertThat(addresses.getProperty("mongo.uri")).endsWith("/sweatbot_conversations");
            assertThat(addresses.getProperty("coordinator.jdbc-url")).endsWith("/lockstep");
            try (Connection connection = system.mainPostgres().connect()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }

        @Test
        void writes_its_tokens_for_the_user_only_and_passes_them_to_the_services() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));

            SystemTokens tokens = system.tokens();
            assertThat(addresses())
                    .containsEntry("coordinator.token", tokens.admin())
                    .containsEntry("metrics.token", tokens.metrics());
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve(".lockstep/local-stack.properties"))))
                    .isEqualTo("rw-------");
            assertThat(variables(system, LockstepService.COORDINATOR))
                    .containsExactlyInAnyOrderElementsOf(lines(tokens.environment(LockstepService.COORDINATOR)));
            assertThat(variables(system, LockstepService.MONGO_WORKER))
                    .containsExactlyInAnyOrderElementsOf(lines(tokens.environment(LockstepService.MONGO_WORKER)));
        }

        @Test
        void uses_the_tokens_of_the_environment() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of("LOCKSTEP_ACCESS_METRICS_TOKEN", "my-own")));

            assertThat(addresses()).containsEntry("metrics.token", "my-own");
            assertThat(variables(system, LockstepService.REDIS_WORKER))
                    .containsExactly("LOCKSTEP_ACCESS_METRICS_TOKEN=my-own");
        }

        private List<String> lines(Map<String, String> variables) {
            return variables.entrySet().stream().map(Map.Entry::toString).toList();
        }

        private List<String> variables(LocalSystem system, LockstepService service) throws IOException {
            try (InputStream response =
                    system.service(service).url().resolve("/variables").toURL().openStream()) {
                return new String(response.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("LOCKSTEP_ACCESS_"))
                        .toList();
            }
        }

        @Test
        void is_found_by_its_directory_and_can_be_stopped() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            assertThat(new RunningProcesses(directory()).areAllRunning()).isTrue();

            assertThat(new RunningProcesses(directory()).stopAll())
                    .containsExactlyInAnyOrder(
                            "coordinator",
                            "postgres-worker",
                            "mongo-worker",
                            "redis-worker",
                            "application",
                            "postgres",
                            "mongo",
                            "redis",
                            "kafka");

            assertThat(system.services()).noneMatch(ServiceProcess::isRunning);
            assertThat(new RunningProcesses(directory()).isAnyRunning()).isFalse();
            assertThat(new RunningProcesses(directory()).stopAll()).isEmpty();
        }
    }

    @Nested
    class A_start_of_a_partly_running_system {

        @Test
        void starts_only_the_stopped_processes_on_their_old_ports() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            ServiceProcess coordinator = system.service(LockstepService.COORDINATOR);
            system.service(LockstepService.REDIS_WORKER).kill();
            system.servers().redis().kill();

            LocalSystem restarted = LocalSystem.start(spec(Map.of()));

            assertThat(new RunningProcesses(directory()).areAllRunning()).isTrue();
            assertThat(restarted.service(LockstepService.COORDINATOR).pid()).isEqualTo(coordinator.pid());
            assertThat(restarted.servers().kafka().pid())
                    .isEqualTo(system.servers().kafka().pid());
            assertThat(SystemPorts.lastUsed(directory())).isEqualTo(ports);
        }
    }

    @Nested
    class A_start_of_a_running_system {

        private final List<String> notices = new CopyOnWriteArrayList<>();

        private Map<String, Long> pids(LocalSystem system) {
            return Stream.concat(
                            system.servers().servers().stream()
                                    .map(server -> Map.entry(server.kind().label(), server.pid())),
                            system.services().stream()
                                    .map(service -> Map.entry(service.service().label(), service.pid())))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        /** Starts the system again and returns the names of the processes that were restarted. */
        private Set<String> restartedBy(LocalSystem before, Map<String, String> environment) throws IOException {
            Map<String, Long> pids = pids(before);
            Map<String, Long> newPids = pids(LocalSystem.start(spec(environment), notices::add));
            return newPids.keySet().stream()
                    .filter(name -> !Objects.equals(newPids.get(name), pids.get(name)))
                    .collect(Collectors.toSet());
        }

        @Test
        void restarts_the_services_whose_settings_differ_and_names_the_settings() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));

            assertThat(restartedBy(system, Map.of())).isEmpty();
            assertThat(notices).isEmpty();

            assertThat(restartedBy(system, Map.of("LOCKSTEP_TARGETS_CACHE_URL", "redis://:secret@host")))
                    .containsExactly("redis-worker");
            assertThat(notices)
                    .containsExactly(
                            "redis-worker: starting it again, because its settings changed (environment variable "
                                    + "LOCKSTEP_TARGETS_CACHE_URL added)");
        }

        @Test
        void restarts_the_coordinator_with_a_new_token() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            Files.delete(SystemTokens.adminFile(directory()));

            assertThat(restartedBy(system, Map.of())).containsExactly("coordinator");
            assertThat(notices)
                    .containsExactly(
                            "coordinator: starting it again, because its settings changed (environment variable "
                                    + "LOCKSTEP_ACCESS_FIRST_TOKEN_SHA256 changed)");
        }

        @Test
        void restarts_servers_and_services_that_do_not_answer_or_have_ended() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            system.servers().redis().pause();
            system.servers().mongo().pause();
            system.service(LockstepService.COORDINATOR).pause();
            system.service(LockstepService.MONGO_WORKER).kill();

            assertThat(restartedBy(system, Map.of()))
                    .containsExactlyInAnyOrder("redis", "mongo", "coordinator", "mongo-worker");
            assertThat(notices)
                    .containsExactlyInAnyOrder(
                            "redis: starting it again, because its process is suspended",
                            "mongo: starting it again, because its process is suspended",
                            "coordinator: starting it again, because its process is suspended",
                            "mongo-worker: starting it again, because it has ended");
        }
    }

    @Nested
    class A_start_that_fails {

        @Test
        void does_not_stop_processes_that_were_running_before() throws IOException {
            LocalSystem system = LocalSystem.start(spec(Map.of()));
            system.service(LockstepService.REDIS_WORKER).kill();
            SystemSpec spec = spec(Map.of(
                    "LOCKSTEP_TARGETS_CACHE_URL", "redis://host", FakeService.REDIS_FAILURE, "invalid configuration"));

            assertThatThrownBy(() -> LocalSystem.start(spec)).hasMessageContaining("invalid configuration");

            assertThat(system.service(LockstepService.COORDINATOR).isRunning()).isTrue();
            assertThat(system.servers().redis().isRunning()).isTrue();
            assertThat(new RunningProcesses(directory()).areAllRunning()).isFalse();
        }

        @Test
        void stops_all_started_processes_if_a_service_exits() throws IOException {
            SystemSpec spec = spec(Map.of(FakeService.FAILURE, "invalid configuration"));

            assertThatThrownBy(() -> LocalSystem.start(spec)).hasMessageContaining("invalid configuration");

            assertThat(new RunningProcesses(directory()).isAnyRunning()).isFalse();
        }

        @Test
        void names_the_port_in_use_and_starts_nothing() throws IOException {
            SystemSpec spec = spec(Map.of());
            int port = ports.of(LockstepService.REDIS_WORKER);
            try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(() -> LocalSystem.start(spec))
                        .hasMessageContaining("port " + other.getLocalPort() + " of redis-worker is in use")
                        .hasMessageContaining("--port redis-worker=");
            }

            assertThat(directory().exists()).isFalse();
        }
    }
}
