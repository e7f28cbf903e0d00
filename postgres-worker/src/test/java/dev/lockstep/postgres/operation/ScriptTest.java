package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.ScriptScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();
    private final String before = store.digest();

    @AfterEach
    void close() {
        store.close();
    }

    private ScriptScenario script(String version, String up, String down) {
        return ScriptScenario.on(postgres, version, up, down);
    }

    @Nested
    class Up {
        @Test
        void runs_as_it_is_written() {
            script(
                            "1",
                            """
                    -- placeholders, braces and question marks are the author's own
                    CREATE TABLE literal AS SELECT '${flyway:user} {d ''2020-01-01''} ? :x $${a}' AS text, $q$;COMMIT;$q$ AS code;
                    INSERT INTO literal VALUES (e'it\\'s', 'סוף; -- לא הערה');
                    """,
                            "DROP TABLE literal")
                    .applied(1);
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
                    .applied(1);
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
        void that_fails_says_where_and_why_and_leaves_nothing() {
            StepFailure failure = script("1", "CREATE TABLE a ();\n\nSELECT nobody FROM exercises;", "DROP TABLE a")
                    .applyFailure(1);
            assertThat(failure)
                    .isEqualTo(StepFailure.Permanent.withoutEffect(
                            "42703", "line 3 of up: ERROR: column \"nobody\" does not exist; position: 8"));
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_fails_can_be_compensated_though_its_down_could_not_run() {
            ScriptScenario failing = script("1", "CREATE TABLE a (); SELECT 1/0", "DROP TABLE a");
            assertThat(failing.applyFailure(1).code()).isEqualTo("22012");
            failing.compensated(2);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void may_not_leave_its_transaction_by_a_statement_that_only_another_parser_sees() {
            // Flyway takes the small e for a word and the escaped quote for the end of the literal.
            StepFailure failure =
                    script("1", "SELECT e'it\\'s; COMMIT; ' ", "SELECT 1").applyFailure(1);
            assertThat(failure.code()).isEqualTo("statement-unclear");
            assertThat(failure.message()).contains("would be sent as «SELECT e'it\\'s;»");
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void cannot_end_its_transaction_from_inside_a_routine() {
            postgres.execute("CREATE PROCEDURE sneaky() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$");
            StepFailure failure = script("1", "CALL sneaky()", "SELECT 1").applyFailure(1);
            assertThat(failure.code()).isEqualTo("2D000");
            assertThat(failure.message()).contains("invalid transaction termination");
        }

        @Test
        void may_not_write_to_the_journal() {
            StepFailure failure = script("1", "DO $$ BEGIN DELETE FROM lockstep.fence; END $$", "SELECT 1")
                    .applyFailure(1);
            assertThat(failure.code()).isEqualTo("journal-touched");
            assertThat(postgres.value("SELECT dispatch FROM lockstep.fence")).isEqualTo("1");
        }

        @Test
        void that_changes_the_catalog_from_inside_a_routine_is_seen_to_have_changed_it() {
            ScriptScenario inside = script(
                    "1",
                    "DO $$ BEGIN CREATE TABLE a (id int); RAISE 'no'; EXCEPTION WHEN raise_exception THEN"
                            + " EXECUTE 'CREATE TABLE b ()'; END $$",
                    "SELECT 1");
            assertThat(inside.applied(1).counts()).containsEntry("objects", 2L);
            assertThat(inside.compensateFailure(2).message()).contains("table public.b was absent");
        }

        @Test
        void that_sets_its_own_time_zone_and_the_order_of_its_dates_does_so_for_itself_alone() {
            postgres.execute(
                    "CREATE TABLE sets (at timestamptz) PARTITION BY RANGE (at)",
                    "CREATE TABLE sets_2020 PARTITION OF sets FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')");
            ScriptScenario zoned = script(
                    "1",
                    "SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'ISO, DMY'; CREATE TABLE a AS SELECT '31/12/2020'::date AS d",
                    "SET LOCAL TimeZone = 'Asia/Jerusalem'; DROP TABLE a");
            assertThat(zoned.applied(1).counts()).containsEntry("objects", 4L);
            zoned.compensated(2);
        }

        @Test
        void that_sets_its_own_timeouts_leaves_ours_to_what_is_written_after_it() {
            postgres.execute(
                    "CREATE TABLE seen (timeout text)",
                    "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " INSERT INTO seen VALUES (current_setting('statement_timeout')); RETURN NULL; END $$",
                    "CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON workouts DEFERRABLE INITIALLY DEFERRED"
                            + " FOR EACH ROW EXECUTE FUNCTION see()");
            script("1", "SET LOCAL statement_timeout = '7s'; UPDATE workouts SET note = 'x' WHERE id = 1", "SELECT 1")
                    .applied(1);
            assertThat(postgres.value("TABLE seen")).isEqualTo("1h");
        }

        @Test
        void that_takes_another_role_and_path_does_not_take_the_journal_along() {
            postgres.executeAsAdmin(
                    "GRANT pg_read_all_data TO " + postgres.database().username());
            script(
                            "1",
                            "SET LOCAL search_path = pg_temp; CREATE TABLE public.a (); SET LOCAL ROLE pg_read_all_data",
                            "DROP TABLE a")
                    .applied(1);
            assertThat(postgres.value("SELECT to_regclass('public.a') IS NOT NULL"))
                    .isEqualTo("t");
        }

        @Test
        void of_a_version_that_another_migration_applied_meanwhile_fails() {
            script("1", "SELECT 1", "SELECT 1").applied(1);
            StepFailure failure =
                    script("1.0", "CREATE TABLE a ()", "DROP TABLE a").applyFailure(2);
            assertThat(failure.code()).isEqualTo("version-not-run");
            assertThat(failure.message())
                    .contains("ran 0 versions")
                    .contains("the history has version 1 from lockstep/");
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void of_a_lower_version_can_be_applied_again_after_a_higher_one() {
            ScriptScenario lower = script("1", "CREATE TABLE a ()", "DROP TABLE a");
            lower.applied(1);
            script("2", "CREATE TABLE b ()", "DROP TABLE b").applied(2);
            lower.compensated(3);
            script("1", "CREATE TABLE a ()", "DROP TABLE a").applied(4);
            assertThat(postgres.rows("SELECT version, type FROM lockstep_schema_history ORDER BY installed_rank"))
                    .containsExactly("0|BASELINE", "1|SQL", "2|SQL", "1|DELETE", "1|SQL");
        }
    }

    @Nested
    class Down {
        @Test
        void that_leaves_something_fails_and_is_rolled_back() {
            ScriptScenario forgetful = script(
                    "1",
                    "CREATE TABLE a (id int); CREATE TABLE b ()",
                    "DROP TABLE b; UPDATE exercises SET user_id = 0");
            forgetful.applied(1);
            String applied = store.digest();
            StepFailure failure = forgetful.compensateFailure(2);
            assertThat(failure.code()).isEqualTo("catalog-differs");
            assertThat(failure.message())
                    .contains("column public.a.id was absent and is «integer»")
                    .contains("table public.a was absent");
            assertThat(store.digest()).isEqualTo(applied);
        }

        @Test
        void that_puts_a_column_back_at_the_end_passes_and_states_the_order() {
            ScriptScenario reordering =
                    script("1", "ALTER TABLE workouts DROP COLUMN note", "ALTER TABLE workouts ADD COLUMN note text");
            reordering.applied(1);
            assertThat(reordering.compensated(2).statements())
                    .containsExactly("column order of public.workouts was «id, note, exercise_id»"
                            + " and is «id, exercise_id, note»");
        }

        @Test
        void is_not_blamed_for_what_a_neighbour_did_between() {
            ScriptScenario sop =
                    script("1", SopScriptTest.OPERATION.up(), String.valueOf(SopScriptTest.OPERATION.down()));
            sop.applied(1);
            postgres.execute(
                    "CREATE TABLE neighbour (id int PRIMARY KEY)",
                    "ALTER TABLE exercises ADD COLUMN neighbours_own int",
                    "DROP INDEX idx_exercises_user",
                    "COMMENT ON TABLE exercises IS 'תרגילים'");
            assertThat(sop.compensated(2).statements())
                    .singleElement()
                    .asString()
                    .startsWith("column order of");
            assertThat(postgres.value("SELECT count(*) FROM information_schema.columns WHERE column_name IN"
                            + " ('neighbours_own', 'difficulty_level')"))
                    .isEqualTo("1");
        }

        @Test
        void may_not_take_a_neighbours_object_with_it() {
            ScriptScenario cascading = script("1", "CREATE TABLE a (id int)", "DROP TABLE a CASCADE");
            cascading.applied(1);
            postgres.execute("CREATE VIEW neighbours_view AS SELECT id FROM a");
            StepFailure failure = cascading.compensateFailure(2);
            assertThat(failure.message())
                    .contains("table public.neighbours_view was «view")
                    .contains("and is absent");
            assertThat(postgres.rows("TABLE neighbours_view")).isEmpty();
        }

        @Test
        void that_fails_says_where_and_why_and_can_be_tried_again() {
            ScriptScenario blocked = script("1", "CREATE TABLE a (id int)", "SELECT 1;\nDROP TABLE a");
            blocked.applied(1);
            postgres.execute("CREATE VIEW v AS SELECT id FROM a");
            StepFailure failure = blocked.compensateFailure(2);
            assertThat(failure.code()).isEqualTo("2BP01");
            assertThat(failure.message())
                    .startsWith("line 2 of down: ERROR: cannot drop table a because other objects depend on it")
                    .contains("detail: view v depends on table a");
            postgres.execute("DROP VIEW v");
            blocked.compensated(3);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void that_is_absent_fails_for_an_applied_step_only() {
            ScriptScenario pivot = ScriptScenario.on(postgres, "1", "CREATE TABLE a ()", null);
            pivot.applied(1);
            assertThat(pivot.compensateFailure(2).code()).isEqualTo("no-down");
            ScriptScenario.on(postgres, "2", "CREATE TABLE b ()", null).compensated(3);
        }

        @Test
        void puts_the_data_back_as_exactly_as_it_is_written() {
            ScriptScenario counting = script(
                    "1",
                    "UPDATE exercises SET points_earned = points_earned + 1",
                    "UPDATE exercises SET points_earned = points_earned - 1");
            counting.applied(1);
            counting.compensated(2);
            assertThat(store.digest()).isEqualTo(before);
        }
    }
}
