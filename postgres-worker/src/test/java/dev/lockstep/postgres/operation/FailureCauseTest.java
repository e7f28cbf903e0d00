package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TcpProxy;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractWorker;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of a real server whose kind depends on their cause and not only on the SQLSTATE. */
class FailureCauseTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    // So many that the session is idle for more than a millisecond before one of them.
    private static final String MANY_STATEMENTS = "SELECT 1;".repeat(10_000);

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    private static StepFailure failureOf(TestPostgres target, String up) {
        return StepScenario.script(target, "1", up, "SELECT 1").applyAndExpectFailure(1);
    }

    private void waitUntil(String condition) {
        await().atMost(TIMEOUT).until(() -> postgres.value("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname ="
                        + " current_database() AND application_name LIKE 'lockstep/%' AND " + condition + ")")
                .equals("t"));
    }

    @Nested
    class A_cause_in_the_script {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "55006 | CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a DEFERRABLE"
                            + " INITIALLY DEFERRED); INSERT INTO b VALUES (1); ALTER TABLE b ADD COLUMN n int",
                    "55006 | DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM exercises LOOP"
                            + " ALTER TABLE exercises ADD COLUMN n int; END LOOP; END $$",
                    "25006 | DO $$ BEGIN PERFORM set_config('transaction_read_only', 'on', true);"
                            + " CREATE TABLE a (id int); END $$",
                    "57014 | SET LOCAL statement_timeout = '50ms'; SELECT pg_sleep(60)",
                    "58P01 | COPY exercises FROM '/nowhere'"
                })
        void is_a_permanent_failure(String code, String up) {
            StepFailure failure = failureOf(code.equals("58P01") ? postgres.asAdmin() : postgres, up);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
        }

        @Test
        void that_exceeds_the_limit_of_temporary_files_is_a_permanent_failure() {
            postgres.executeAsAdmin("ALTER ROLE %s SET temp_file_limit = '64kB'"
                    .formatted(postgres.database().username()));
            StepFailure failure = failureOf(
                    postgres,
                    "SET LOCAL work_mem = '64kB';"
                            + " SELECT count(*) FROM (SELECT n FROM generate_series(1, 100000) n ORDER BY -n) AS sorted");
            assertThat(failure.code()).isEqualTo("53400");
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
        }
    }

    @Nested
    class A_cause_in_another_session {
        @Test
        void that_changes_the_same_catalog_row_is_a_transient_failure() throws Exception {
            assertTransient("XX000", "GRANT SELECT ON exercises TO PUBLIC", "GRANT INSERT ON exercises TO PUBLIC");
        }

        @Test
        void that_creates_the_same_table_is_a_transient_failure() throws Exception {
            assertTransient("23505", "CREATE TABLE a (id int)", "CREATE TABLE IF NOT EXISTS a (id int)");
        }

        private void assertTransient(String code, String other, String up) throws Exception {
            TestPostgres patient = postgres.withOption("lock-timeout", "20s");
            Future<StepFailure> failure;
            try (OpenTransaction transaction = OpenTransaction.on(postgres, other)) {
                failure = threads.submit(() -> failureOf(patient, up));
                waitUntil("wait_event_type = 'Lock'");
                transaction.execute("COMMIT");
            }
            assertThat(failure.get().code()).isEqualTo(code);
            assertThat(failure.get()).isInstanceOf(StepFailure.Transient.class);
        }

        @Test
        void that_uses_a_database_is_a_transient_failure() {
            TestPostgres other = TestPostgres.fresh();
            try (OpenTransaction _ = OpenTransaction.on(other, "SELECT 1")) {
                StepFailure failure = failureOf(
                        postgres.asAdmin(),
                        "ALTER DATABASE %1$s RENAME TO %1$s_renamed"
                                .formatted(other.database().name()));
                assertThat(failure.code()).isEqualTo("55006");
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            } finally {
                other.close();
            }
        }
    }

    @Nested
    class A_connection_of_the_script_to_another_server {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "08001 | CREATE EXTENSION dblink; SELECT dblink_connect('host=127.0.0.1 port=1')",
                    "57P01 | DO $$ BEGIN RAISE EXCEPTION 'the queue is down' USING ERRCODE = '57P01'; END $$"
                })
        void that_fails_is_a_transient_failure_because_the_target_is_reachable(String code, String up) {
            StepFailure failure = failureOf(postgres.asAdmin(), up);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
        }
    }

    @Nested
    class A_connection_that_is_ended {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "SET LOCAL transaction_timeout = '300ms'; SELECT pg_sleep(60);",
                    "SET LOCAL idle_in_transaction_session_timeout = '1ms'; "
                })
        void by_a_time_limit_of_the_server_uses_up_an_attempt(String up) {
            assertThat(failureOf(postgres, up + MANY_STATEMENTS)).isInstanceOf(StepFailure.Transient.class);
        }

        @Test
        void by_the_network_uses_up_an_attempt_if_the_server_accepts_another_one() throws Exception {
            StepScenario slow = StepScenario.script(postgres, "1", "SELECT pg_sleep(60)", "SELECT 1");
            try (TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                    ContractWorker worker = new ContractWorker(postgres.connectThrough(proxy), TargetKind.POSTGRES)) {
                Future<Report> running =
                        threads.submit(() -> worker.run(slow.migration().apply(1)));
                waitUntil("wait_event = 'PgSleep'");
                proxy.cut();
                StepFailure failure = StepScenario.failureOf(running.get());
                assertThat(failure.code()).startsWith("08");
                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.message()).contains("the server accepts new connections and was not restarted");
            }
            slow.compensateAndExpectSuccess(2);
        }
    }

    @Nested
    class A_server_that_no_longer_accepts_writes {
        @Test
        void is_unreachable() {
            StepScenario step = StepScenario.script(postgres, "1", "CREATE TABLE a (id int)", "DROP TABLE a");
            step.applyAndExpectSuccess(1);
            postgres.execute("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on");
            StepFailure failure = step.compensateAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("25006");
            assertThat(failure).isInstanceOf(StepFailure.Unreachable.class);
            postgres.executeAsAdmin("ALTER ROLE %s RESET default_transaction_read_only"
                    .formatted(postgres.database().username()));
            step.compensateAndExpectSuccess(3);
        }
    }
}
