package dev.lockstep.postgres.dryrun;

import static dev.lockstep.postgres.fixture.DryRunScenario.findings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.lockstep.contract.protocol.DryRunFindings.Statement;
import dev.lockstep.contract.protocol.DryRunFindings.TableWrites;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.Exactness;
import dev.lockstep.contract.protocol.DryRunResult.Undo;
import dev.lockstep.postgres.fixture.DryRunScenario;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a dry run finds out about steps that it tries. */
class DryRunFindingsTest extends DryRunOfPeople {
    @Nested
    class The_statements {
        @Test
        void have_the_strongest_new_lock_and_the_affected_rows() {
            createPeople();
            DryRunResult result = plan().script(
                            "UPDATE people SET age = 1 WHERE id < 3;\nCREATE INDEX by_age\n  ON people (age);"
                                    + "ALTER TABLE people ADD COLUMN level integer; CREATE TABLE t AS SELECT 1",
                            null)
                    .runAndExpectResult();
            assertThat(findings(result).statements())
                    .extracting(Statement::text, Statement::lock, Statement::relation, Statement::rows)
                    .containsExactly(
                            tuple("UPDATE people SET age = 1 WHERE id < 3", "RowExclusiveLock", "public.people", 2L),
                            tuple("CREATE INDEX by_age ON people (age)", "ShareLock", "public.people", 0L),
                            tuple(
                                    "ALTER TABLE people ADD COLUMN level integer",
                                    "AccessExclusiveLock",
                                    "public.people",
                                    0L),
                            tuple("CREATE TABLE t AS SELECT 1", null, null, 0L));
        }
    }

    @Nested
    class The_tables {
        @Test
        void have_their_written_rows_and_whether_they_were_rewritten() {
            createPeople();
            postgres.execute("CREATE TABLE log (n integer)");
            DryRunResult result = plan().script(
                            "INSERT INTO log VALUES (1), (2); UPDATE people SET age = 0; DELETE FROM people WHERE id = 1;"
                                    + "ALTER TABLE people ALTER COLUMN age TYPE bigint",
                            null)
                    .runAndExpectResult();
            assertThat(findings(result).tables())
                    .containsExactly(
                            new TableWrites("public.log", 2, 0, 0, false),
                            new TableWrites("public.people", 0, 3, 1, true));
        }
    }

    @Nested
    class The_objects {
        @Test
        void are_named_with_the_kind_of_change() {
            createPeople();
            DryRunResult result = plan().script("CREATE INDEX by_age ON people (age); DROP INDEX by_age", null)
                    .script("CREATE INDEX by_age ON people (age)", null)
                    .script("DROP INDEX by_age; ALTER TABLE people ALTER COLUMN age SET DEFAULT 1", null)
                    .runAndExpectResult();
            assertThat(findings(result).objects())
                    .containsExactly("alter column public.people.age", "drop index public.by_age");
        }
    }

    @Nested
    class The_undo {
        @Test
        void is_exact_if_down_restores_the_catalog() {
            createPeople();
            DryRunResult result = plan().script(
                            "ALTER TABLE people ADD COLUMN a integer", "ALTER TABLE people DROP COLUMN a")
                    .runAndExpectResult();
            assertThat(result.undo()).isEqualTo(new Undo(Exactness.CATALOG_EXACT, null));
        }

        @Test
        void lists_what_down_leaves() {
            createPeople();
            DryRunResult result = plan().script("CREATE TABLE a (id integer)", "DROP TABLE a")
                    .script(
                            "ALTER TABLE people ADD COLUMN level integer; CREATE INDEX by_level ON people (level)",
                            "DROP INDEX by_level")
                    .runAndExpectResult();
            assertThat(result.undo().differences())
                    .containsExactly(
                            "column public.people.level was absent and is «integer»",
                            "column order of public.people was «id, email, age» and is «id, email, age, level»");
        }

        @Test
        void lists_the_error_of_down() {
            createPeople();
            DryRunResult result = plan().script("ALTER TABLE people ADD COLUMN a integer", "DROP TABLE absent")
                    .runAndExpectResult();
            assertThat(result.undo().differences())
                    .containsExactly("down fails: 42P01: line 1 of down: ERROR: table \"absent\" does not exist");
        }

        @Test
        void is_not_possible_without_down() {
            createPeople();
            DryRunResult result = plan().script("DELETE FROM people", null).runAndExpectResult();
            assertThat(result.notes()).contains("the step has no down, so it cannot be undone");
            assertThat(result.undo()).isEqualTo(Undo.IMPOSSIBLE);
        }
    }

    @Nested
    class The_size_of_the_journal {
        @Test
        void is_close_to_what_the_run_writes() {
            createPeople();
            DryRunScenario plan = plan().script(
                            "CREATE VIEW v AS SELECT %s AS n FROM people".formatted("age + ".repeat(500) + "1"),
                            "DROP VIEW v");
            long expected = plan.runAndExpectResult().journalBytes();
            plan.applyAndExpectSuccess();
            long found =
                    Long.parseLong(postgres.value("SELECT (SELECT sum(pg_column_size(s)) FROM lockstep_journal.step s)"
                            + " + (SELECT sum(pg_column_size(s)) FROM lockstep_journal.sql_script s)"
                            + " + (SELECT sum(coalesce(length(definition_before), 0) + coalesce(length(definition_after), 0) + 60)"
                            + " FROM lockstep_journal.catalog_change)"));
            assertThat(expected).isBetween(found, found * 3 / 2);
        }
    }

    @Nested
    class A_sequence {
        @Test
        void that_was_advanced_is_noted() {
            postgres.execute("CREATE TABLE s (id serial PRIMARY KEY, a integer)");
            DryRunResult result =
                    plan().script("INSERT INTO s (a) VALUES (1)", null).runAndExpectResult();
            assertThat(result.notes())
                    .contains("the dry run has advanced the sequence public.s_id_seq;"
                            + " sequences are not set back by a rollback");
        }
    }
}
