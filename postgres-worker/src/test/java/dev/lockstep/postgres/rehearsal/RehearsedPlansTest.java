package dev.lockstep.postgres.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RehearsedPlansTest {
    private final PostgresContractStore store = new PostgresContractStore(
            "ALTER TABLE exercises ADD CHECK (exercise_type IN ('strength', 'endurance'))",
            "CREATE SEQUENCE once MAXVALUE 2");
    private String before = "";

    @BeforeEach
    void allow() {
        store.postgres().allowRehearsals();
        before = store.digest();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static PostgresSql script(String up, @Nullable String down) {
        return new PostgresSql("1", up, down);
    }

    private Report rehearse(StepOperation operation, Verification... checks) {
        try (ContractWorker worker = new ContractWorker(store.connect(), TargetKind.POSTGRES)) {
            return worker.run(ContractMigration.of(operation, checks).rehearsal(1, null));
        }
    }

    private RehearsalResult rehearseAndExpectSuccess(StepOperation operation, Verification... checks) {
        Report report = rehearse(operation, checks);
        assertThat(report).isInstanceOf(Report.Rehearsed.class);
        assertUntouched();
        return ((Report.Rehearsed) report).result();
    }

    private String rehearseAndExpectFailure(StepOperation operation) {
        StepFailure failure = StepScenario.failureOf(rehearse(operation));
        assertUntouched();
        assertThat(failure.code()).isEqualTo("rehearsal-failed");
        return failure.message();
    }

    private void assertUntouched() {
        assertThat(store.digest()).isEqualTo(before);
        assertThat(store.leftovers()).isEmpty();
    }

    @Nested
    class A_rehearsal_passes_with {
        @Test
        void a_script_that_changes_definitions_and_rows_and_is_verified() {
            RehearsalResult result = rehearseAndExpectSuccess(
                    script(
                            """
                            ALTER TABLE exercises ADD COLUMN difficulty_level integer;
                            UPDATE exercises SET difficulty_level = 5;
                            CREATE INDEX idx_exercises_difficulty ON exercises (difficulty_level);
                            """,
                            "ALTER TABLE exercises DROP COLUMN difficulty_level"),
                    new Verification(
                            "SELECT count(*) FROM exercises WHERE difficulty_level = 5", null, null, 21L, null));

            assertThat(result.complete()).isTrue();
            assertThat(result.copy()).startsWith("lockstep_rehearsal_");
        }

        @Test
        void a_script_that_names_schemas_and_sets_the_search_path() {
            rehearseAndExpectSuccess(
                    script(
                            "SET search_path = pg_catalog; DELETE FROM public.workouts; SET search_path = public; DELETE FROM exercises",
                            """
                    INSERT INTO public.exercises (id, user_id, exercise_name, exercise_name_he, exercise_type, points_earned)
                    SELECT n, n % 5, 'squat ' || n, 'סקוואט ' || n, 'strength', n FROM generate_series(1, 21) AS n;
                    INSERT INTO workouts SELECT n, 'מנוחה; ''' || n, n FROM generate_series(1, 7) AS n
                    """));
        }

        @Test
        void a_statement_that_runs_outside_of_a_transaction() {
            rehearseAndExpectSuccess(script(
                    "CREATE INDEX CONCURRENTLY by_type ON exercises (exercise_type)",
                    "DROP INDEX CONCURRENTLY by_type"));
        }

        @Test
        void a_definition_that_the_server_prints_differently_after_it_is_created_again() {
            rehearseAndExpectSuccess(script(
                    "ALTER TABLE exercises DROP CONSTRAINT exercises_exercise_type_check",
                    "ALTER TABLE exercises ADD CONSTRAINT exercises_exercise_type_check"
                            + " CHECK (exercise_type IN ('strength', 'endurance'))"));
        }

        @Test
        void a_column_that_comes_back_as_the_last_one() {
            rehearseAndExpectSuccess(script(
                    "ALTER TABLE workouts DROP COLUMN note",
                    "ALTER TABLE workouts ADD COLUMN note text; UPDATE workouts SET note = 'מנוחה; ''' || id"));
        }
    }

    @Nested
    class A_rehearsal_fails_with {
        @Test
        void a_down_that_does_not_bring_rows_back() {
            assertThat(rehearseAndExpectFailure(script("DELETE FROM workouts WHERE id < 3", "SELECT 1")))
                    .contains(
                            "is not as before after all steps were compensated; 1 parts differ: rows of public.workouts differs");
        }

        @Test
        void a_down_that_changes_the_form_of_a_value() {
            assertThat(rehearseAndExpectFailure(script(
                            "UPDATE workouts SET note = upper(note)", "UPDATE workouts SET note = lower(note) || ' '")))
                    .contains("rows of public.workouts differs");
        }

        /** Nothing that is compared shows that the sequence has moved on. */
        @Test
        void a_script_that_can_be_applied_only_once() {
            assertThat(rehearseAndExpectFailure(script(
                            "UPDATE exercises SET points_earned = points_earned + nextval('once') + nextval('once') WHERE id = 1",
                            "UPDATE exercises SET points_earned = points_earned - 3 WHERE id = 1")))
                    .contains(
                            "second apply, after the compensation, of step contract-step failed on scratch copy",
                            "2200H");
        }

        @Test
        void a_down_that_leaves_an_object() {
            assertThat(rehearseAndExpectFailure(script("CREATE TABLE forgotten ()", "SELECT 1")))
                    .contains("compensate of step contract-step failed on scratch copy", "table public.forgotten");
        }
    }

    @Nested
    class A_script_that_reaches_beyond_the_database {
        @Test
        void is_refused_before_a_copy_is_made() {
            StepFailure failure =
                    StepScenario.failureOf(rehearse(script("SELECT 1; CREATE ROLE of_a_rehearsal", "SELECT 1")));

            assertThat(failure.code()).isEqualTo("rehearsal-not-contained");
            assertThat(failure.message()).contains("step contract-step", "«CREATE ROLE of_a_rehearsal»");
            assertUntouched();
        }
    }

    @Nested
    class A_role_that_may_not_create_databases {
        @Test
        void is_told_what_to_do() {
            String role = store.postgres().database().username();
            store.postgres().executeAsAdmin("ALTER ROLE %s NOCREATEDB".formatted(role));

            StepFailure failure = StepScenario.failureOf(rehearse(script("SELECT 1", "SELECT 1")));

            assertThat(failure.code()).isEqualTo("rehearsal-not-permitted");
            assertThat(failure)
                    .isInstanceOf(StepFailure.Permanent.class)
                    .extracting(StepFailure::message)
                    .asString()
                    .contains("ALTER ROLE %s CREATEDB".formatted(role), "rehearsal-url");
            assertUntouched();
        }
    }

    @Nested
    class A_target_with_a_rehearsal_url {
        @Test
        void has_its_copies_on_that_server() {
            String url = store.postgres().database().jdbcUrl();
            String other = url.substring(0, url.lastIndexOf('/')) + "/postgres?ApplicationName=copies";
            try (CopyScenario scenario = CopyScenario.all(store.postgres().withOption("rehearsal-url", other))) {
                assertThat(scenario.value("SELECT count(*) > 0 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                                + " WHERE locktype = 'advisory' AND datname = 'postgres'"))
                        .isEqualTo("t");
                assertThat(scenario.value("SELECT count(*) FROM exercises"))
                        .isEqualTo(String.valueOf(PostgresContractStore.EXERCISE_COUNT));
            }
            assertUntouched();
        }
    }
}
