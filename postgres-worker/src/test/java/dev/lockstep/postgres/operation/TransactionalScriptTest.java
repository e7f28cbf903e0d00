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

    private StepScenario script(String version, String up, String down) {
        return StepScenario.script(postgres, version, up, down);
    }

    @Nested
    class Up {
        @Test
        void runs_as_written() {
            script(
                            "1",
                            """
                    -- placeholders, braces and question marks are not replaced
                    CREATE TABLE literal AS SELECT '${flyway:user} {d ''2020-01-01''} ? :x $${a}' AS text, $q$;COMMIT;$q$ AS code;
                    INSERT INTO literal VALUES (e'it\\'s', 'סוף; -- לא הערה');
                    """,
                            "DROP TABLE literal")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.rows("SELECT * FROM literal"))
                    .containsExactly("${flyway:user} {d '2020-01-01'} ? :x $${a}|;COMMIT;", "it's|סוף; -- לא הערה");
        }

        @Test
        void counts_rows_objects_and_statements() {
            StepResult result = script(
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
            StepFailure failure = script("1", "CREATE TABLE a ();\n\nSELECT missing FROM exercises;", "DROP TABLE a")
                    .applyAndExpectFailure(1);
            assertThat(failure)
                    .isEqualTo(StepFailure.Permanent.withoutEffect(
                            "42703", "line 3 of up: ERROR: column \"missing\" does not exist; position: 8"));
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_fails_is_compensated_without_its_down() {
            StepScenario failing = script("1", "CREATE TABLE a (); SELECT 1/0", "DROP TABLE a");
            assertThat(failing.applyAndExpectFailure(1).code()).isEqualTo("22012");
            failing.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_flyway_would_split_differently_is_refused_before_it_is_sent() {
            // Flyway reads the small e as a word and the escaped quote as the end of the literal.
            StepFailure failure =
                    script("1", "SELECT e'it\\'s; COMMIT; ' ", "SELECT 1").applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("statement-mismatch");
            assertThat(failure.message()).contains("would send «SELECT e'it\\'s;» as statement 1");
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void cannot_commit_from_a_procedure() {
            postgres.execute("CREATE PROCEDURE committing() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$");
            StepFailure failure = script("1", "CALL committing()", "SELECT 1").applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("2D000");
            assertThat(failure.message()).contains("invalid transaction termination");
        }

        @Test
        void cannot_write_to_the_journal() {
            StepFailure failure = script("1", "DO $$ BEGIN DELETE FROM lockstep.fence; END $$", "SELECT 1")
                    .applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("journal-modified");
            assertThat(postgres.value("SELECT dispatch FROM lockstep.fence")).isEqualTo("1");
        }

        @Test
        void that_changes_the_catalog_in_a_do_block_is_journaled_with_the_change() {
            StepScenario inside = script(
                    "1",
                    "DO $$ BEGIN CREATE TABLE a (id int); RAISE 'no'; EXCEPTION WHEN raise_exception THEN"
                            + " EXECUTE 'CREATE TABLE b ()'; END $$",
                    "SELECT 1");
            assertThat(inside.applyAndExpectSuccess(1).counts()).containsEntry("objects", 2L);
            assertThat(inside.compensateAndExpectFailure(2).message()).contains("table public.b was absent");
        }

        @Test
        void may_set_its_time_zone_and_date_order_without_effect_on_the_journal() {
            postgres.execute(
                    "CREATE TABLE sets (at timestamptz) PARTITION BY RANGE (at)",
                    "CREATE TABLE sets_2020 PARTITION OF sets FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')");
            StepScenario zoned = script(
                    "1",
                    "SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'ISO, DMY'; CREATE TABLE a AS SELECT '31/12/2020'::date AS d",
                    "SET LOCAL TimeZone = 'Asia/Jerusalem'; DROP TABLE a");
            assertThat(zoned.applyAndExpectSuccess(1).counts()).containsEntry("objects", 4L);
            zoned.compensateAndExpectSuccess(2);
        }

        @Test
        void that_sets_timeouts_does_not_change_those_of_the_journal_writes() {
            postgres.execute(
                    "CREATE TABLE timeouts (timeout text)",
                    "CREATE FUNCTION record_timeout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " INSERT INTO timeouts VALUES (current_setting('statement_timeout')); RETURN NULL; END $$",
                    "CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON workouts DEFERRABLE INITIALLY DEFERRED"
                            + " FOR EACH ROW EXECUTE FUNCTION record_timeout()");
            script("1", "SET LOCAL statement_timeout = '7s'; UPDATE workouts SET note = 'x' WHERE id = 1", "SELECT 1")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.value("TABLE timeouts")).isEqualTo("1h");
        }

        @Test
        void that_sets_role_and_search_path_does_not_change_those_of_the_journal_writes() {
            postgres.executeAsAdmin(
                    "GRANT pg_read_all_data TO " + postgres.database().username());
            script(
                            "1",
                            "SET LOCAL search_path = pg_temp; CREATE TABLE public.a (); SET LOCAL ROLE pg_read_all_data",
                            "DROP TABLE a")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.value("SELECT to_regclass('public.a') IS NOT NULL"))
                    .isEqualTo("t");
        }

        @Test
        void of_a_version_that_another_migration_has_applied_fails() {
            script("1", "SELECT 1", "SELECT 1").applyAndExpectSuccess(1);
            StepFailure failure =
                    script("1.0", "CREATE TABLE a ()", "DROP TABLE a").applyAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("version-not-executed");
            assertThat(failure.message())
                    .contains("executed 0 versions")
                    .contains("the history has version 1 from lockstep/");
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void of_a_lower_version_can_be_applied_after_a_higher_one() {
            StepScenario lower = script("1", "CREATE TABLE a ()", "DROP TABLE a");
            lower.applyAndExpectSuccess(1);
            script("2", "CREATE TABLE b ()", "DROP TABLE b").applyAndExpectSuccess(2);
            lower.compensateAndExpectSuccess(3);
            script("1", "CREATE TABLE a ()", "DROP TABLE a").applyAndExpectSuccess(4);
            assertThat(postgres.rows("SELECT version, type FROM lockstep_schema_history ORDER BY installed_rank"))
                    .containsExactly("0|BASELINE", "1|SQL", "2|SQL", "1|DELETE", "1|SQL");
        }
    }

    @Nested
    class Down {
        @Test
        void that_leaves_an_object_fails_and_is_rolled_back() {
            StepScenario incomplete = script(
                    "1",
                    "CREATE TABLE a (id int); CREATE TABLE b ()",
                    "DROP TABLE b; UPDATE exercises SET user_id = 0");
            incomplete.applyAndExpectSuccess(1);
            String applied = store.digest();
            StepFailure failure = incomplete.compensateAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("catalog-differs");
            assertThat(failure.message())
                    .contains("column public.a.id was absent and is «integer»")
                    .contains("table public.a was absent");
            assertThat(store.digest()).isEqualTo(applied);
        }

        @Test
        void that_restores_a_column_at_the_end_passes_and_reports_the_order() {
            StepScenario reordering =
                    script("1", "ALTER TABLE workouts DROP COLUMN note", "ALTER TABLE workouts ADD COLUMN note text");
            reordering.applyAndExpectSuccess(1);
            assertThat(reordering.compensateAndExpectSuccess(2).differences())
                    .containsExactly("column order of public.workouts was «id, note, exercise_id»"
                            + " and is «id, exercise_id, note»");
        }

        @Test
        void ignores_objects_that_an_application_changed_in_between() {
            StepScenario addDifficulty = script(
                    "1",
                    TransactionalScriptContractTest.OPERATION.up(),
                    String.valueOf(TransactionalScriptContractTest.OPERATION.down()));
            addDifficulty.applyAndExpectSuccess(1);
            postgres.execute(
                    "CREATE TABLE other (id int PRIMARY KEY)",
                    "ALTER TABLE exercises ADD COLUMN of_application int",
                    "DROP INDEX idx_exercises_user",
                    "COMMENT ON TABLE exercises IS 'תרגילים'");
            assertThat(addDifficulty.compensateAndExpectSuccess(2).differences())
                    .singleElement()
                    .asString()
                    .startsWith("column order of");
            assertThat(postgres.value("SELECT count(*) FROM information_schema.columns WHERE column_name IN"
                            + " ('of_application', 'difficulty_level')"))
                    .isEqualTo("1");
        }

        @Test
        void cannot_drop_an_object_of_an_application() {
            StepScenario cascading = script("1", "CREATE TABLE a (id int)", "DROP TABLE a CASCADE");
            cascading.applyAndExpectSuccess(1);
            postgres.execute("CREATE VIEW other_view AS SELECT id FROM a");
            StepFailure failure = cascading.compensateAndExpectFailure(2);
            assertThat(failure.message())
                    .contains("table public.other_view was «view")
                    .contains("and is absent");
            assertThat(postgres.rows("TABLE other_view")).isEmpty();
        }

        @Test
        void that_fails_reports_line_and_reason_and_can_be_retried() {
            StepScenario blocked = script("1", "CREATE TABLE a (id int)", "SELECT 1;\nDROP TABLE a");
            blocked.applyAndExpectSuccess(1);
            postgres.execute("CREATE VIEW v AS SELECT id FROM a");
            StepFailure failure = blocked.compensateAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("2BP01");
            assertThat(failure.message())
                    .startsWith("line 2 of down: ERROR: cannot drop table a because other objects depend on it")
                    .contains("detail: view v depends on table a");
            postgres.execute("DROP VIEW v");
            blocked.compensateAndExpectSuccess(3);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_is_missing_fails_for_an_applied_step_only() {
            StepScenario pivot = StepScenario.script(postgres, "1", "CREATE TABLE a ()", null);
            pivot.applyAndExpectSuccess(1);
            assertThat(pivot.compensateAndExpectFailure(2).code()).isEqualTo("no-down");
            StepScenario.script(postgres, "2", "CREATE TABLE b ()", null).compensateAndExpectSuccess(3);
        }

        @Test
        void restores_data_as_exactly_as_its_statements_do() {
            StepScenario counting = script(
                    "1",
                    "UPDATE exercises SET points_earned = points_earned + 1",
                    "UPDATE exercises SET points_earned = points_earned - 1");
            counting.applyAndExpectSuccess(1);
            counting.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
        }
    }
}
