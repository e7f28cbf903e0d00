package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that script, history row and journal rows are one transaction, which Flyway does not document. */
class ScriptAtomicityTest {
    private static final String TERMINATING_FUNCTION =
            """
            CREATE FUNCTION terminate() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_terminate_backend(pg_backend_pid());
              PERFORM pg_sleep(60);
              RETURN NULL;
            END $$""";

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();
    private final StepScenario step = StepScenario.script(
            postgres,
            TransactionalScriptContractTest.OPERATION.version(),
            TransactionalScriptContractTest.OPERATION.up(),
            TransactionalScriptContractTest.OPERATION.down());

    @AfterEach
    void close() {
        store.close();
    }

    private String phase() {
        return postgres.value("SELECT string_agg(phase, ',') FROM lockstep_journal.step WHERE migration = '%s'"
                .formatted(step.migration().key().migration()));
    }

    @Nested
    class Script_and_history_row_and_journal_rows {
        @Test
        void are_written_in_one_transaction() {
            step.applyAndExpectSuccess(1);
            assertThat(
                            postgres.rows(
                                    """
                            SELECT xmin FROM exercises
                             UNION SELECT xmin FROM lockstep_schema_history WHERE version = '2025.10.08.1'
                             UNION SELECT xmin FROM lockstep_journal.step
                             UNION SELECT xmin FROM lockstep_journal.sql_script
                             UNION SELECT xmin FROM lockstep_journal.catalog_change"""))
                    .hasSize(1);
        }

        @Test
        void are_compensated_in_one_transaction() {
            step.applyAndExpectSuccess(1);
            step.compensateAndExpectSuccess(2);
            assertThat(
                            postgres.rows(
                                    """
                            SELECT xmin FROM lockstep_schema_history WHERE type = 'DELETE'
                             UNION SELECT xmin FROM lockstep_journal.step
                             UNION SELECT xmin FROM lockstep_journal.sql_script
                             UNION SELECT xmin FROM pg_attribute
                                    WHERE attrelid = 'exercises'::regclass AND attname LIKE '........pg.dropped%'"""))
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CREATE TRIGGER terminating AFTER INSERT ON lockstep_schema_history"
                            + " FOR EACH ROW EXECUTE FUNCTION terminate()",
                    "CREATE CONSTRAINT TRIGGER terminating AFTER INSERT ON lockstep_schema_history"
                            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION terminate()"
                })
        void are_rolled_back_if_the_backend_is_terminated_after_the_history_row_or_during_commit(String trigger) {
            StepScenario.script(postgres, "1", "SELECT 1", "SELECT 1").applyAndExpectSuccess(1);
            String before = store.digest();
            postgres.execute(TERMINATING_FUNCTION, trigger);
            assertThat(step.applyAndExpectFailure(2)).isInstanceOf(StepFailure.Unreachable.class);
            postgres.execute("DROP TRIGGER terminating ON lockstep_schema_history", "DROP FUNCTION terminate");
            assertThat(store.digest()).isEqualTo(before);
            assertThat(phase()).isEqualTo("APPLYING");
            assertThat(postgres.rows("SELECT version FROM lockstep_schema_history"))
                    .containsExactly("0", "1");
            step.applyAndExpectSuccess(3);
            assertThat(phase()).isEqualTo("APPLIED");
        }

        @Test
        void are_rolled_back_if_the_commit_fails() {
            String before = store.digest();
            StepScenario failing = StepScenario.script(
                    postgres,
                    "1",
                    "ALTER TABLE workouts ALTER CONSTRAINT workouts_exercise_id_fkey DEFERRABLE INITIALLY DEFERRED;"
                            + "INSERT INTO workouts VALUES (100, 'x', 4711)",
                    "SELECT 1");
            StepFailure failure = failing.applyAndExpectFailure(1);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("23503");
            assertThat(failure.message())
                    .contains("violates foreign key constraint \"workouts_exercise_id_fkey\"")
                    .doesNotContain("4711");
            assertThat(store.digest()).isEqualTo(before);
            assertThat(postgres.rows("SELECT version FROM lockstep_schema_history"))
                    .containsExactly("0");
        }
    }
}
