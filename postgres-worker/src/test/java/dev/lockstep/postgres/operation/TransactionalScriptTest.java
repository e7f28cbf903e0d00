package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TransactionalScriptTest {
    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();
    private final String before = store.digest();

    @AfterEach
    void close() {
        store.close();
    }

    private StepScenario step(String version, String up, String down) {
        return StepScenario.script(postgres, version, up, down);
    }

    @Nested
    class Up {
        @Test
        void runs_exactly_as_written() {
            step(
                            "1",
                            """
                    -- placeholders, braces and question marks are not replaced
                    CREATE TABLE texts AS SELECT '${flyway:user} {d ''2020-01-01''} ? :x $${a}' AS text, $q$;COMMIT;$q$ AS code;
                    INSERT INTO texts VALUES (e'it\\'s', 'סוף; -- לא הערה');
                    """,
                            "DROP TABLE texts")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.rows("SELECT * FROM texts"))
                    .containsExactly("${flyway:user} {d '2020-01-01'} ? :x $${a}|;COMMIT;", "it's|סוף; -- לא הערה");
        }

        @Test
        void reports_the_numbers_of_rows_objects_and_statements() {
            StepResult result = step(
                            "1",
                            "CREATE TABLE a (id int); INSERT INTO a SELECT generate_series(1, 5);"
                                    + "UPDATE a SET id = 0 WHERE id > 3; DELETE FROM a WHERE id = 1",
                            "DROP TABLE a")
                    .applyAndExpectSuccess(1);
            assertThat(result.counts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "rows.inserted", 5L,
                            "rows.updated", 2L,
                            "rows.deleted", 1L,
                            "objects", 4L,
                            "statements", 4L));
            assertThat(result.changed()).isEqualTo(12);
        }

        @Test
        void that_fails_reports_line_and_reason_and_changes_nothing() {
            StepFailure failure = step("1", "CREATE TABLE a ();\n\nSELECT missing FROM exercises;", "DROP TABLE a")
                    .applyAndExpectFailure(1);
            assertThat(failure)
                    .isEqualTo(StepFailure.Permanent.withoutEffect(
                            "42703", "line 3 of up: ERROR: column \"missing\" does not exist; position: 8"));
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_failed_is_compensated_without_running_down() {
            StepScenario step = step("1", "CREATE TABLE a (); SELECT 1/0", "DROP TABLE a");
            assertThat(step.applyAndExpectFailure(1).code()).isEqualTo("22012");
            step.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_commits_in_a_procedure_fails() {
            postgres.execute("CREATE PROCEDURE committing() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$");
            StepFailure failure = step("1", "CALL committing()", "SELECT 1").applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("2D000");
            assertThat(failure.message()).contains("invalid transaction termination");
        }

        @Test
        void that_writes_to_the_journal_fails_and_is_rolled_back() {
            StepFailure failure = step("1", "DO $$ BEGIN DELETE FROM lockstep_journal.fence; END $$", "SELECT 1")
                    .applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("journal-modified");
            assertThat(postgres.value("SELECT dispatch FROM lockstep_journal.fence"))
                    .isEqualTo("1");
        }

        @Test
        void that_changes_the_catalog_in_an_exception_handler_has_only_this_change_journaled() {
            StepScenario step = step(
                    "1",
                    "DO $$ BEGIN CREATE TABLE a (id int); RAISE 'no'; EXCEPTION WHEN raise_exception THEN"
                            + " EXECUTE 'CREATE TABLE b ()'; END $$",
                    "SELECT 1");
            // Table b and its privileges; the exception rolls back table a.
            assertThat(step.applyAndExpectSuccess(1).counts()).containsEntry("objects", 2L);
            assertThat(step.compensateAndExpectFailure(2).message()).contains("table public.b was absent");
        }

        @Test
        void that_sets_time_zone_and_date_style_does_not_affect_the_catalog_comparison() {
            postgres.execute(
                    "CREATE TABLE workout_sets (at timestamptz) PARTITION BY RANGE (at)",
                    "CREATE TABLE workout_sets_2020 PARTITION OF workout_sets"
                            + " FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')");
            StepScenario step = step(
                    "1",
                    "SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'ISO, DMY';"
                            + " CREATE TABLE a AS SELECT '31/12/2020'::date AS d",
                    "SET LOCAL TimeZone = 'Asia/Jerusalem'; DROP TABLE a");
            assertThat(step.applyAndExpectSuccess(1).counts()).containsEntry("objects", 4L);
            step.compensateAndExpectSuccess(2);
        }

        @Test
        void that_sets_role_and_search_path_does_not_affect_the_journal_writes() {
            postgres.executeAsAdmin(
                    "GRANT pg_read_all_data TO " + postgres.database().username());
            step(
                            "1",
                            "SET LOCAL search_path = pg_temp; CREATE TABLE public.a (); SET LOCAL ROLE pg_read_all_data",
                            "DROP TABLE a")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.value("SELECT to_regclass('public.a') IS NOT NULL"))
                    .isEqualTo("t");
        }

        @Test
        void of_a_version_that_another_migration_has_applied_fails() {
            step("1", "SELECT 1", "SELECT 1").applyAndExpectSuccess(1);
            StepFailure failure =
                    step("1.0", "CREATE TABLE a ()", "DROP TABLE a").applyAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("version-not-executed");
            assertThat(failure.message())
                    .contains("executed 0 versions")
                    .contains("the schema history contains version 1 from lockstep/");
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void of_a_compensated_version_is_applied_again_after_a_higher_version() {
            StepScenario lower = step("1", "CREATE TABLE a ()", "DROP TABLE a");
            lower.applyAndExpectSuccess(1);
            step("2", "CREATE TABLE b ()", "DROP TABLE b").applyAndExpectSuccess(2);
            lower.compensateAndExpectSuccess(3);
            step("1", "CREATE TABLE a ()", "DROP TABLE a").applyAndExpectSuccess(4);
            assertThat(postgres.rows("SELECT version, type FROM lockstep_schema_history ORDER BY installed_rank"))
                    .containsExactly("0|BASELINE", "1|SQL", "2|SQL", "1|DELETE", "1|SQL");
        }
    }

    @Nested
    class Down {
        @Test
        void that_leaves_an_object_fails_and_is_rolled_back() {
            StepScenario step = step(
                    "1",
                    "CREATE TABLE a (id int); CREATE TABLE b ()",
                    "DROP TABLE b; UPDATE exercises SET user_id = 0");
            step.applyAndExpectSuccess(1);
            String applied = store.digest();
            StepFailure failure = step.compensateAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("catalog-differs");
            assertThat(failure.message())
                    .contains("column public.a.id was absent and is «integer»")
                    .contains("table public.a was absent");
            assertThat(store.digest()).isEqualTo(applied);
        }

        @Test
        void that_restores_a_column_at_the_end_passes_and_reports_the_column_order() {
            StepScenario step =
                    step("1", "ALTER TABLE workouts DROP COLUMN note", "ALTER TABLE workouts ADD COLUMN note text");
            step.applyAndExpectSuccess(1);
            assertThat(step.compensateAndExpectSuccess(2).differences())
                    .containsExactly("column order of public.workouts was «id, note, exercise_id»"
                            + " and is «id, exercise_id, note»");
        }

        @Test
        void may_run_after_an_application_changed_other_objects() {
            StepScenario step = step(
                    "1",
                    TransactionalScriptContractTest.OPERATION.up(),
                    String.valueOf(TransactionalScriptContractTest.OPERATION.down()));
            step.applyAndExpectSuccess(1);
            postgres.execute(
                    "CREATE TABLE other (id int PRIMARY KEY)",
                    "ALTER TABLE exercises ADD COLUMN application_column int",
                    "DROP INDEX idx_exercises_user",
                    "COMMENT ON TABLE exercises IS 'תרגילים'");
            assertThat(step.compensateAndExpectSuccess(2).differences())
                    .singleElement()
                    .asString()
                    .startsWith("column order of");
            assertThat(postgres.value("SELECT count(*) FROM information_schema.columns WHERE column_name IN"
                            + " ('application_column', 'difficulty_level')"))
                    .isEqualTo("1");
        }

        @Test
        void that_drops_an_object_of_an_application_fails_and_is_rolled_back() {
            StepScenario step = step("1", "CREATE TABLE a (id int)", "DROP TABLE a CASCADE");
            step.applyAndExpectSuccess(1);
            postgres.execute("CREATE VIEW other_view AS SELECT id FROM a");
            StepFailure failure = step.compensateAndExpectFailure(2);
            assertThat(failure.message())
                    .contains("table public.other_view was «view")
                    .contains("and is absent");
            assertThat(postgres.rows("TABLE other_view")).isEmpty();
        }

        @Test
        void that_fails_reports_line_and_reason_and_can_be_retried() {
            StepScenario step = step("1", "CREATE TABLE a (id int)", "SELECT 1;\nDROP TABLE a");
            step.applyAndExpectSuccess(1);
            postgres.execute("CREATE VIEW v AS SELECT id FROM a");
            StepFailure failure = step.compensateAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("2BP01");
            assertThat(failure.message())
                    .startsWith("line 2 of down: ERROR: cannot drop table a because other objects depend on it")
                    .contains("detail: view v depends on table a");
            postgres.execute("DROP VIEW v");
            step.compensateAndExpectSuccess(3);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_is_missing_fails_the_compensation_of_an_applied_step_only() {
            StepScenario applied = StepScenario.script(postgres, "1", "CREATE TABLE a ()", null);
            applied.applyAndExpectSuccess(1);
            assertThat(applied.compensateAndExpectFailure(2).code()).isEqualTo("no-down");
            StepScenario.script(postgres, "2", "CREATE TABLE b ()", null).compensateAndExpectSuccess(3);
        }

        @Test
        void that_updates_rows_back_restores_the_digest() {
            StepScenario step = step(
                    "1",
                    "UPDATE exercises SET points_earned = points_earned + 1",
                    "UPDATE exercises SET points_earned = points_earned - 1");
            step.applyAndExpectSuccess(1);
            step.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
        }
    }
}
