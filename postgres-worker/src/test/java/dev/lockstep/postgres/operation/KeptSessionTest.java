package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session of a step is used again for the next step, and behaves like a new one. */
class KeptSessionTest {
    private static final String RECORD_PID = "INSERT INTO pids VALUES (pg_backend_pid())";

    private final PostgresContractStore store = new PostgresContractStore("CREATE TABLE pids (pid int)");
    private final TestPostgres postgres = store.postgres();
    private final ContractWorker worker = new ContractWorker(postgres.connect(), TargetKind.POSTGRES);
    private int dispatches;

    @AfterEach
    void close() {
        worker.close();
        store.close();
    }

    private Report apply(String up) {
        dispatches++;
        return worker.run(StepScenario.script(postgres, "" + dispatches, up, "SELECT 1")
                .migration()
                .apply(dispatches));
    }

    private void applyAndExpectSuccess(String up) {
        assertThat(apply(up)).isInstanceOf(Report.Succeeded.class);
    }

    private int usedSessions() {
        return Integer.parseInt(postgres.value("SELECT count(DISTINCT pid) FROM pids"));
    }

    @Nested
    class A_session {
        @Test
        void is_used_by_the_steps_of_a_target_one_after_the_other() {
            applyAndExpectSuccess(RECORD_PID);
            applyAndExpectSuccess(RECORD_PID);
            applyAndExpectSuccess(RECORD_PID);
            assertThat(usedSessions()).isEqualTo(1);
            assertThat(store.leftovers()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT set_config('work_mem', '7MB', false)",
                    "CREATE TEMP TABLE scratch (id int)",
                    "SELECT pg_advisory_lock(7)",
                    "SELECT set_config('role', 'pg_monitor', false)",
                    "SELECT set_config('search_path', 'pg_catalog', false)",
                    "DO $$ BEGIN EXECUTE 'PREPARE q AS SELECT 1'; END $$",
                    "DO $$ BEGIN EXECUTE 'DECLARE c CURSOR WITH HOLD FOR SELECT 1'; END $$",
                    "DO $$ BEGIN EXECUTE 'LISTEN alarms'; END $$",
                    "SELECT nextval('exercises_id_seq')"
                })
        void starts_without_what_the_last_script_left(String statement) {
            postgres.executeAsAdmin(
                    "GRANT pg_monitor TO %s".formatted(postgres.database().username()));
            String observe =
                    """
                    INSERT INTO seen
                    SELECT concat_ws(' ', current_setting('work_mem'), to_regclass('pg_temp.scratch'), current_user,
                             current_setting('search_path'),
                             (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
                             (SELECT count(*) FROM pg_prepared_statements WHERE name = 'q'),
                             (SELECT count(*) FROM pg_cursors WHERE name = 'c'),
                             (SELECT count(*) FROM pg_listening_channels()));
                    DO $$ BEGIN PERFORM lastval(); RAISE EXCEPTION 'lastval is defined';
                          EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL; END $$;"""
                            + RECORD_PID;
            postgres.execute("CREATE TABLE seen (state text)");
            applyAndExpectSuccess(observe);
            applyAndExpectSuccess(RECORD_PID + ";" + statement);
            applyAndExpectSuccess(observe);
            assertThat(usedSessions()).isEqualTo(1);
            assertThat(postgres.rows("SELECT DISTINCT state FROM seen")).hasSize(1);
        }

        @Test
        void is_replaced_after_a_change_of_the_settings_of_the_role() {
            applyAndExpectSuccess(RECORD_PID);
            postgres.execute("ALTER ROLE CURRENT_USER SET work_mem = '7MB'");
            applyAndExpectSuccess(RECORD_PID + "; CREATE TABLE seen AS SELECT current_setting('work_mem') AS value");
            assertThat(usedSessions()).isEqualTo(2);
            assertThat(postgres.value("SELECT value FROM seen")).isEqualTo("7MB");
        }

        @Test
        void starts_with_another_random_seed() {
            postgres.execute("CREATE TABLE seen (value float)");
            for (int steps = 0; steps < 2; steps++) {
                applyAndExpectSuccess("SELECT setseed(0.5)");
                applyAndExpectSuccess(RECORD_PID + "; INSERT INTO seen SELECT random()");
            }
            assertThat(usedSessions()).isEqualTo(1);
            assertThat(postgres.rows("SELECT DISTINCT value FROM seen")).hasSize(2);
        }

        @Test
        void works_after_scripts_that_remove_its_prepared_statements() {
            for (int steps = 0; steps < 10; steps++) {
                applyAndExpectSuccess(RECORD_PID + "; DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");
            }
            assertThat(usedSessions()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"dblink", "postgres_fdw"})
        void is_replaced_if_the_database_has_an_extension_whose_connections_no_reset_closes(String extension) {
            postgres.asAdmin().execute("CREATE EXTENSION " + extension);
            applyAndExpectSuccess(RECORD_PID);
            applyAndExpectSuccess(RECORD_PID);
            assertThat(usedSessions()).isEqualTo(2);
        }

        @Test
        void is_replaced_if_it_was_terminated() {
            applyAndExpectSuccess(RECORD_PID);
            postgres.execute("SELECT pg_terminate_backend(pid) FROM pids");
            applyAndExpectSuccess(RECORD_PID);
            assertThat(usedSessions()).isEqualTo(2);
        }

        @Test
        void is_closed_after_a_failure() {
            applyAndExpectSuccess(RECORD_PID);
            assertThat(apply("SELECT 1 / 0")).isInstanceOf(Report.Failed.class);
            applyAndExpectSuccess(RECORD_PID);
            assertThat(usedSessions()).isEqualTo(2);
        }

        @Test
        void is_terminated_by_another_worker_that_takes_over() {
            applyAndExpectSuccess(RECORD_PID);
            try (ContractWorker other = new ContractWorker(postgres.connect(), TargetKind.POSTGRES)) {
                dispatches++;
                other.run(StepScenario.script(postgres, "" + dispatches, RECORD_PID, "SELECT 1")
                        .migration()
                        .apply(dispatches));
            }
            applyAndExpectSuccess(RECORD_PID);
            assertThat(usedSessions()).isEqualTo(3);
        }
    }
}
