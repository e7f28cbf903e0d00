package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresSqlPreflightTest {
    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private StepScenario script(String version) {
        return StepScenario.script(postgres, version, "CREATE TABLE t (id int)", "DROP TABLE t");
    }

    private static StepFailure preflightFailure(ConnectedTarget target) {
        ContractMigration migration = ContractMigration.of(new PostgresSql("1", "CREATE TABLE t ()", "DROP TABLE t"));
        try (ContractWorker worker = new ContractWorker(target, TargetKind.POSTGRES)) {
            return StepScenario.failureOf(worker.run(migration.preflight(1)));
        }
    }

    @Nested
    class A_target {
        @Test
        void with_a_wrong_password_is_refused_with_the_servers_message() {
            StepFailure failure = preflightFailure(postgres.connectWithPassword("wrong"));
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("28P01");
            assertThat(failure.message()).contains("FATAL: password authentication failed for user");
        }

        @Test
        void that_the_user_may_only_read_is_refused_with_the_servers_message() {
            StepFailure failure = preflightFailure(postgres.connectReadOnly());
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("42501");
            assertThat(failure.message()).contains("ERROR: permission denied for database");
        }

        @Test
        void with_a_journal_of_another_user_is_refused_with_the_servers_message() {
            try (ConnectedTarget owner = postgres.connect()) {
                owner.journal().identity();
            }
            assertThat(preflightFailure(postgres.connectReadOnly()).message())
                    .contains("permission denied for schema lockstep_journal");
        }

        @Test
        void without_create_privilege_on_its_schema_is_refused() {
            postgres.execute(
                    "CREATE SCHEMA closed",
                    "REVOKE ALL ON SCHEMA closed FROM CURRENT_USER",
                    "ALTER ROLE CURRENT_USER SET search_path = closed, pg_catalog");
            assertThat(script("1").preflightAndExpectFailure().code()).isIn("42501", "no-current-schema");
        }

        @Test
        void that_is_read_only_is_refused() {
            script("1").run(script("1").migration().preflight(1));
            postgres.execute("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on");
            assertThat(script("1").preflightAndExpectFailure().code()).isEqualTo("server-read-only");
        }
    }

    @Nested
    class A_version {
        @Test
        void that_is_already_applied_is_refused_with_its_history_row() {
            StepScenario first = script("1.0");
            first.applyAndExpectSuccess(1);
            StepFailure failure =
                    StepScenario.script(postgres, "1", "SELECT 1", "SELECT 1").preflightAndExpectFailure();
            assertThat(failure.code()).isEqualTo("version-already-applied");
            assertThat(failure.message())
                    .contains("version 1.0 from lockstep/"
                            + first.migration().key().migration() + "/contract-step/V1.0__contract-step.sql")
                    .contains("installed by " + postgres.database().username());
        }

        @Test
        void that_is_compensated_can_be_applied_again() {
            StepScenario first = script("1");
            first.applyAndExpectSuccess(1);
            first.compensateAndExpectSuccess(2);
            assertThat(script("1").run(script("1").migration().preflight(3))).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void that_is_not_above_the_baseline_is_refused() {
            assertThat(StepScenario.script(postgres, "0.0", "SELECT 1", "SELECT 1")
                            .preflightAndExpectFailure()
                            .code())
                    .isEqualTo("version-not-above-baseline");
        }

        @Test
        void that_is_too_long_for_the_history_is_refused() {
            assertThat(script("1" + "0".repeat(50)).preflightAndExpectFailure().code())
                    .isEqualTo("version-too-long");
        }

        @Test
        void in_a_history_that_flyway_cannot_read_is_refused() {
            script("1").applyAndExpectSuccess(1);
            postgres.execute("UPDATE lockstep_schema_history SET type = 'UNKNOWN_TYPE' WHERE version = '1'");
            assertThat(script("2").preflightAndExpectFailure().code()).isEqualTo("history-type-unknown");
        }

        @Test
        void in_a_history_table_without_flyways_columns_is_refused() {
            postgres.execute("CREATE TABLE lockstep_schema_history (version text, success boolean)");
            StepFailure failure = script("1").preflightAndExpectFailure();
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.message()).contains("column \"installed_rank\" does not exist");
        }

        @Test
        void in_a_history_with_a_failed_version_is_refused() {
            script("1").applyAndExpectSuccess(1);
            postgres.execute("UPDATE lockstep_schema_history SET success = false WHERE version = '1'");
            assertThat(script("2").preflightAndExpectFailure().code()).isEqualTo("history-has-failed-version");
        }
    }

    @Nested
    class A_script {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SELECT 1; COMMIT; SELECT 2 | SELECT 1 | up: line 1, column 11: COMMIT is not allowed",
                    "SELECT 1 | SET session_replication_role = replica"
                            + " | down: line 1, column 1: session_replication_role cannot be changed",
                    "SELECT 1; VACUUM | SELECT 1 | up: line 1, column 11: VACUUM runs only outside of a transaction"
                })
        void with_a_violation_is_refused_with_its_position(String up, String down, String message) {
            StepFailure failure = StepScenario.script(postgres, "1", up, down).preflightAndExpectFailure();
            assertThat(failure.code()).isEqualTo("script-refused");
            assertThat(failure.message()).startsWith(message);
        }
    }
}
