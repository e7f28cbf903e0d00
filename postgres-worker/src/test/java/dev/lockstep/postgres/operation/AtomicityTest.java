package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.ScriptScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Flyway's own documentation does not promise and this version does: one transaction for all that belongs together. */
class AtomicityTest {
    private static final String DYING =
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_terminate_backend(pg_backend_pid());
              PERFORM pg_sleep(60);
              RETURN NULL;
            END $$""";

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();
    private final ScriptScenario sop = ScriptScenario.on(
            postgres, SopScriptTest.OPERATION.version(), SopScriptTest.OPERATION.up(), SopScriptTest.OPERATION.down());

    @AfterEach
    void close() {
        store.close();
    }

    private String journaled() {
        return postgres.value("SELECT string_agg(phase, ',') FROM lockstep.step WHERE migration = '%s'"
                .formatted(sop.migration().key().migration()));
    }

    @Nested
    class Script_history_and_journal {
        @Test
        void are_written_by_one_transaction() {
            sop.applied(1);
            assertThat(
                            postgres.rows(
                                    """
                            SELECT xmin FROM exercises
                             UNION SELECT xmin FROM lockstep_schema_history WHERE version = '2025.10.08.1'
                             UNION SELECT xmin FROM lockstep.step
                             UNION SELECT xmin FROM lockstep.sql_script
                             UNION SELECT xmin FROM lockstep.catalog_change"""))
                    .hasSize(1);
        }

        @Test
        void are_undone_by_one_transaction() {
            sop.applied(1);
            sop.compensated(2);
            assertThat(
                            postgres.rows(
                                    """
                            SELECT xmin FROM lockstep_schema_history WHERE type = 'DELETE'
                             UNION SELECT xmin FROM lockstep.step
                             UNION SELECT xmin FROM lockstep.sql_script
                             UNION SELECT xmin FROM pg_attribute
                                    WHERE attrelid = 'exercises'::regclass AND attname LIKE '........pg.dropped%'"""))
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CREATE TRIGGER dying AFTER INSERT ON lockstep_schema_history FOR EACH ROW EXECUTE FUNCTION die()",
                    "CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON lockstep_schema_history"
                            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()"
                })
        void are_all_gone_when_the_backend_dies_behind_the_history_row_or_in_the_commit(String dying) {
            ScriptScenario.on(postgres, "1", "SELECT 1", "SELECT 1").applied(1);
            String before = store.digest();
            postgres.execute(DYING, dying);
            assertThat(sop.applyFailure(2)).isInstanceOf(StepFailure.Unreachable.class);
            postgres.execute("DROP TRIGGER dying ON lockstep_schema_history", "DROP FUNCTION die");
            assertThat(store.digest()).isEqualTo(before);
            assertThat(journaled()).isEqualTo("APPLYING");
            assertThat(postgres.rows("SELECT version FROM lockstep_schema_history"))
                    .containsExactly("0", "1");
            sop.applied(3);
            assertThat(journaled()).isEqualTo("APPLIED");
        }

        @Test
        void are_all_gone_when_the_commit_is_refused() {
            String before = store.digest();
            ScriptScenario refused = ScriptScenario.on(
                    postgres,
                    "1",
                    "ALTER TABLE workouts ALTER CONSTRAINT workouts_exercise_id_fkey DEFERRABLE INITIALLY DEFERRED;"
                            + "INSERT INTO workouts VALUES (100, 'x', 4711)",
                    "SELECT 1");
            StepFailure failure = refused.applyFailure(1);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("23503");
            assertThat(failure.message()).contains("Key (exercise_id)=(4711) is not present in table \"exercises\"");
            assertThat(store.digest()).isEqualTo(before);
            assertThat(postgres.rows("SELECT version FROM lockstep_schema_history"))
                    .containsExactly("0");
        }
    }
}
