package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateIndexConflictsTest {
    private static final PostgresCreateIndex OPERATION = IndexOperations.uniqueOnExercises("i", "[\"id\"]");
    private static final String DEFINITION = "CREATE UNIQUE INDEX i ON public.exercises USING btree (id)";

    private final PostgresContractStore store = new PostgresContractStore("CREATE SCHEMA other");
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    private CompensationResult compensateAfter(String... statements) {
        StepScenario step = StepScenario.of(postgres, OPERATION);
        step.applyAndExpectSuccess(1);
        postgres.execute(statements);
        return step.compensateAndExpectSuccess(2);
    }

    @Nested
    class An_index_that_an_application_changed {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "ALTER INDEX i RENAME TO j | CREATE UNIQUE INDEX j ON public.exercises USING btree (id)",
                    "ALTER INDEX i SET (fillfactor = 70) |"
                            + " CREATE UNIQUE INDEX i ON public.exercises USING btree (id) WITH (fillfactor='70')",
                    "ALTER TABLE exercises CLUSTER ON i |"
                            + " CREATE UNIQUE INDEX i ON public.exercises USING btree (id); clustered",
                    "ALTER TABLE exercises REPLICA IDENTITY USING INDEX i |"
                            + " CREATE UNIQUE INDEX i ON public.exercises USING btree (id); replica identity",
                    "ALTER TABLE exercises ADD CONSTRAINT i UNIQUE USING INDEX i |"
                            + " CREATE UNIQUE INDEX i ON public.exercises USING btree (id);"
                            + " used by constraint i on public.exercises"
                })
        void is_kept_and_reported(String statement, String found) {
            String existingIndex = "SELECT indexrelid::int8 FROM pg_index WHERE indexrelid = (SELECT oid::oid FROM"
                    + " lockstep_journal.created_index)";
            CompensationResult result = compensateAfter(statement);
            assertThat(result.restored()).isZero();
            assertThat(result.conflicts()).isEqualTo(1);
            assertThat(result.conflictSamples()).containsExactly(new Conflict("index public.i", DEFINITION, found));
            assertThat(postgres.rows(existingIndex)).hasSize(1);
            assertThat(postgres.value("SELECT conflict FROM lockstep_journal.created_index"))
                    .isEqualTo(found);
        }

        @Test
        void is_kept_and_reported_after_it_was_replaced() {
            CompensationResult result = compensateAfter("DROP INDEX i", "CREATE INDEX i ON exercises (user_id)");
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict(
                            "index public.i", DEFINITION, "CREATE INDEX i ON public.exercises USING btree (user_id)"));
            assertThat(postgres.value("SELECT to_regclass('i') IS NOT NULL")).isEqualTo("t");
        }

        @Test
        void is_kept_and_reported_after_it_was_recreated_with_the_same_definition() {
            CompensationResult result = compensateAfter("DROP INDEX i", DEFINITION);
            assertThat(result.conflictSamples())
                    .containsExactly(new Conflict("index public.i", DEFINITION, "another index with this definition"));
            assertThat(postgres.value("SELECT to_regclass('i') IS NOT NULL")).isEqualTo("t");
        }

        @Test
        void is_reported_after_it_was_dropped() {
            CompensationResult result = compensateAfter("DROP INDEX i");
            assertThat(result.restored()).isZero();
            assertThat(result.conflictSamples()).containsExactly(new Conflict("index public.i", DEFINITION, "absent"));
        }
    }

    @Nested
    class With_policy_fail {
        private final StepScenario step = StepScenario.of(postgres, OPERATION, ConflictPolicy.FAIL);

        @Test
        void a_changed_index_fails_the_compensation_until_the_index_is_restored() {
            step.applyAndExpectSuccess(1);
            postgres.execute("ALTER INDEX i RENAME TO j");
            StepFailure failure = step.compensateAndExpectFailure(2);
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("conflict");
            assertThat(failure.message())
                    .startsWith("an application changed index public.i: expected «" + DEFINITION)
                    .contains("found «CREATE UNIQUE INDEX j ON public.exercises");
            postgres.execute("ALTER INDEX j RENAME TO i");
            assertThat(step.compensateAndExpectSuccess(3).restored()).isEqualTo(1);
        }

        @Test
        void a_dropped_index_is_reported_and_does_not_fail_the_compensation() {
            step.applyAndExpectSuccess(1);
            postgres.execute("DROP INDEX i");
            assertThat(step.compensateAndExpectSuccess(2).conflicts()).isEqualTo(1);
        }
    }

    @Nested
    class A_change_of_the_table_by_an_application {
        @Test
        void does_not_prevent_the_compensation() {
            CompensationResult result = compensateAfter(
                    "ALTER TABLE exercises ADD COLUMN note text", "UPDATE exercises SET points_earned = 7");
            assertThat(result.restored()).isEqualTo(1);
            assertThat(postgres.value("SELECT to_regclass('i') IS NULL")).isEqualTo("t");
        }

        @Test
        void that_drops_the_table_is_reported_as_a_conflict() {
            CompensationResult result = compensateAfter("DROP TABLE exercises CASCADE");
            assertThat(result.conflicts()).isEqualTo(1);
        }
    }
}
