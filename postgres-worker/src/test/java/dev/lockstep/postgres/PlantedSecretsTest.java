package dev.lockstep.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.service.ExposedWorker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Plants values as credentials and as data that errors of the server quote, and searches for them everywhere. */
@ExtendWith(OutputCaptureExtension.class)
class PlantedSecretsTest {
    private static final String SECRET = "planted";
    private static final String PASSWORD = "planted-password";
    private static final String UNREACHABLE = "jdbc:postgresql://127.0.0.1:9/d?user=u&password=planted-in-url";

    private final TestPostgres postgres = TestPostgres.fresh();
    private final String prefix = SharedKafka.freshPrefix();
    private final TargetName target = new TargetName(prefix + "good");

    @BeforeEach
    void plant() {
        postgres.executeAsAdmin(
                "ALTER ROLE %s PASSWORD '%s'".formatted(postgres.database().username(), PASSWORD));
        TestPostgres owner =
                new TestPostgres(postgres.database().as(postgres.database().username(), PASSWORD), Map.of());
        owner.execute(
                "CREATE TABLE people (id int PRIMARY KEY, email text, CONSTRAINT adult CHECK (id < 100))",
                "INSERT INTO people VALUES (1, 'planted@example.org'), (2, 'planted@example.org')",
                "CREATE TABLE emails (email text UNIQUE)");
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private ExposedWorker start() {
        String user = postgres.database().username();
        Map<String, String> properties = new HashMap<>();
        properties.put(
                "lockstep.targets.%s.url".formatted(target), postgres.database().jdbcUrl());
        properties.put("lockstep.targets.%s.username".formatted(target), user);
        properties.put("lockstep.targets.%s.password".formatted(target), PASSWORD);
        properties.put("lockstep.targets.%s.lock-retry-timeout".formatted(target), "1s");
        properties.put("lockstep.targets.%sunreachable.url".formatted(prefix), UNREACHABLE);
        properties.put(
                "lockstep.targets.%srefused.url".formatted(prefix),
                "%s?user=%s&password=planted-wrong"
                        .formatted(postgres.database().jdbcUrl(), user));
        return ExposedWorker.start(PostgresWorkerApplication.class, properties);
    }

    private static PostgresOperation script(String up) {
        return new PostgresSql("1", up, "SELECT 1");
    }

    private Report apply(ExposedWorker worker, PostgresOperation operation, Verification... checks) {
        return worker.run(ContractMigration.of(operation, checks)
                .on(target, Duration.ofMinutes(1))
                .apply(next++));
    }

    private long next = 1;

    private static final List<String> FAILING_SCRIPTS = List.of(
            "INSERT INTO emails SELECT email FROM people",
            "ALTER TABLE people ALTER COLUMN email TYPE integer USING email::integer",
            "ALTER TABLE people ALTER COLUMN email TYPE varchar(3)",
            "ALTER TABLE people ADD CONSTRAINT short CHECK (length(email) < 3)",
            "UPDATE people SET id = id + 100",
            "UPDATE people SET id = NULL",
            "CREATE UNIQUE INDEX u ON people (email)",
            "ALTER TABLE people ADD FOREIGN KEY (email) REFERENCES emails (email)",
            "SELECT email::json FROM people",
            "SELECT email::timestamptz FROM people",
            "DO $$ BEGIN RAISE EXCEPTION '%', (SELECT email FROM people WHERE id = 1) USING DETAIL = (SELECT email"
                    + " FROM people WHERE id = 1), ERRCODE = 'unique_violation'; END $$",
            "DO $$ BEGIN EXECUTE format('SELECT %s', (SELECT email FROM people WHERE id = 1)); END $$",
            "DO $$ BEGIN EXECUTE format('INSERT INTO emails VALUES (%1$L), (%1$L)', (SELECT email FROM people"
                    + " WHERE id = 1)); END $$");

    @Nested
    class A_planted_value {
        @Test
        void leaves_the_worker_in_no_report_registration_dead_letter_log_metric_or_health(CapturedOutput log) {
            try (ExposedWorker worker = start()) {
                worker.awaitHealth("password authentication failed");
                worker.awaitHealth("refused");
                for (String up : FAILING_SCRIPTS) {
                    assertThat(apply(worker, script(up))).as(up).isInstanceOf(Report.Failed.class);
                }
                assertThat(apply(worker, script("SELECT 1"), check("SELECT email::int FROM people")))
                        .isInstanceOf(Report.Failed.class);
                assertThat(apply(worker, unique())).isInstanceOf(Report.Failed.class);
                try (OpenTransaction _ = OpenTransaction.on(
                        new TestPostgres(
                                postgres.database().as(postgres.database().username(), PASSWORD), Map.of()),
                        "UPDATE people SET email = 'planted' WHERE email = 'planted@example.org'")) {
                    assertThat(apply(worker, script("LOCK TABLE people"))).isInstanceOf(Report.Failed.class);
                }
                worker.sendUnreadable(target, "{\"header\": planted}");
                worker.sendUnreadable(target, "{\"header\": {\"protocol\": \"planted\"}}");
                assertThat(worker.exposed(target).lines()).noneMatch(line -> line.contains(SECRET));
                assertThat(log.getAll().lines()).noneMatch(line -> line.contains(SECRET));
            }
        }

        private PostgresOperation unique() {
            return IndexOperations.parse(
                    "{\"table\": \"people\", \"name\": \"u\", \"columns\": [\"email\"], \"unique\": true}");
        }

        private Verification check(String sql) {
            return new Verification(sql, null, null, 0L, null);
        }
    }

    @Nested
    class A_url_that_the_driver_refuses {
        @Test
        void stops_the_worker_without_showing_its_password(CapturedOutput log) {
            for (String url : List.of(
                    "jdbc:postgresql://127.0.0.1:port/d?password=planted-in-url",
                    "jdbc:postgresql://u:planted-in-url@127.0.0.1:1x/d",
                    "jdbc:postgresql:%ZZ?password=planted-in-url")) {
                Map<String, String> properties = Map.of("lockstep.targets.%sbad.url".formatted(prefix), url);
                assertThatThrownBy(() -> ExposedWorker.start(PostgresWorkerApplication.class, properties)
                                .close())
                        .hasStackTraceContaining("the url")
                        .satisfies(thrown -> assertThat(org.assertj.core.util.Throwables.getStackTrace(thrown))
                                .doesNotContain(SECRET));
            }
            assertThat(log.getAll().lines()).noneMatch(line -> line.contains(SECRET));
        }
    }
}
