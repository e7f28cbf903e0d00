package dev.lockstep.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.service.ExposedWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords that change while the worker runs. */
class CredentialRotationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TestPostgres postgres = TestPostgres.fresh();
    private final String user = postgres.database().username();
    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "rotated");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int version;

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        threads.close();
        postgres.close();
    }

    private ExposedWorker start(Map<String, String> credentials, Map<String, String> others) {
        Map<String, String> properties = new HashMap<>(others);
        properties.put(
                "lockstep.targets.%s.url".formatted(target), postgres.database().jdbcUrl());
        credentials.forEach((name, value) -> properties.put("lockstep.targets.%s.%s".formatted(target, name), value));
        return ExposedWorker.start(PostgresWorkerApplication.class, properties);
    }

    private Report apply(ExposedWorker worker, String up) {
        version++;
        return worker.run(ContractMigration.of(new PostgresSql(Integer.toString(version), up, "SELECT 1"))
                .on(target, Duration.ofMinutes(1))
                .apply(version));
    }

    private void setPassword(String password) {
        postgres.executeAsAdmin("ALTER ROLE %s PASSWORD '%s'".formatted(user, password));
    }

    private String sessions() {
        return new TestPostgres(postgres.asAdmin().database(), Map.of())
                .value("SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'".formatted(user));
    }

    @Nested
    class A_password_in_a_file {
        @Test
        void is_used_without_a_restart_after_it_has_changed_and_no_running_step_fails() throws Exception {
            setPassword("first");
            Path file = Files.writeString(directory.resolve("password"), "first\n");
            Map<String, String> credentials = Map.of("username", user, "password-file", file.toString());
            try (ExposedWorker worker = start(credentials, Map.of())) {
                assertThat(apply(worker, "SELECT 1")).isInstanceOf(Report.Succeeded.class);
                Future<Report> running = threads.submit(() -> apply(worker, "SELECT pg_sleep(8)"));
                await().atMost(TIMEOUT).until(() -> !sessions().equals("0"));
                setPassword("second");
                Files.writeString(file, "second\n");
                assertThat(running.get()).isInstanceOf(Report.Succeeded.class);
                await().atMost(TIMEOUT).until(() -> apply(worker, "SELECT 1") instanceof Report.Succeeded);
            }
        }

        @Test
        void that_is_refused_is_a_transient_failure_until_the_server_has_it_too() throws IOException {
            setPassword("first");
            Path file = Files.writeString(directory.resolve("password"), "second");
            Map<String, String> credentials = Map.of("username", user, "password-file", file.toString());
            try (ExposedWorker worker = start(credentials, Map.of())) {
                assertThat(apply(worker, "SELECT 1")).isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(
                                failed.failure())
                        .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> assertThat(failure.code())
                                .isEqualTo("28P01")));
                setPassword("second");
                assertThat(apply(worker, "SELECT 1")).isInstanceOf(Report.Succeeded.class);
            }
        }
    }

    @Nested
    class A_user_name_in_a_file {
        @Test
        void that_has_changed_ends_the_sessions_of_the_user_before() throws IOException {
            setPassword("first");
            Path name = Files.writeString(directory.resolve("user"), user);
            Path password = Files.writeString(directory.resolve("password"), "first");
            Map<String, String> credentials =
                    Map.of("username-file", name.toString(), "password-file", password.toString());
            try (ExposedWorker worker = start(credentials, Map.of())) {
                assertThat(apply(worker, "SELECT 1")).isInstanceOf(Report.Succeeded.class);
                assertThat(sessions()).isNotEqualTo("0");
                TestPostgres admin = postgres.asAdmin();
                Files.writeString(password, admin.database().password());
                Files.writeString(name, admin.database().username());
                await().atMost(TIMEOUT).until(() -> sessions().equals("0"));
                assertThat(apply(worker, "SELECT 1")).isInstanceOf(Report.Succeeded.class);
            }
        }
    }

    @Nested
    class A_config_tree {
        @Test
        void of_Spring_contains_credentials() throws IOException {
            setPassword("from-tree");
            Files.writeString(directory.resolve("lockstep.targets.%s.username".formatted(target)), user + "\n");
            Files.writeString(directory.resolve("lockstep.targets.%s.password".formatted(target)), "from-tree\n");
            Map<String, String> imported = Map.of("spring.config.import", "optional:configtree:" + directory + "/");
            try (ExposedWorker worker = start(Map.of(), imported)) {
                assertThat(apply(worker, "SELECT 1")).isInstanceOf(Report.Succeeded.class);
            }
        }
    }
}
