package dev.lockstep.postgres.dryrun;

import static dev.lockstep.postgres.fixture.DryRunScenario.findings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.postgres.fixture.IndexOperations;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements a dry run does not try, and what that means for the steps after them. */
class UntriedStatementsTest extends DryRunOfPeople {
    @Nested
    class A_statement_that_does_not_run_in_a_transaction {
        @Test
        void is_named_and_the_steps_after_it_are_tried_without_it() {
            createPeople();
            var results = plan().script("CREATE INDEX CONCURRENTLY by_age ON people (age)", null)
                    .script("UPDATE people SET age = 1", null)
                    .runAndExpectSuccess();
            assertThat(findings(results.getFirst()).notTried())
                    .containsExactly("CREATE INDEX CONCURRENTLY by_age ON people (age):"
                            + " runs only outside of a transaction; only the names in it were checked");
            assertThat(findings(results.getFirst()).objects()).containsExactly("create index public.by_age");
            assertThat(results.getLast().notes())
                    .contains(
                            "statements of earlier steps (step-1) were not tried, so this step was tried without them");
        }

        @Test
        void may_be_why_a_later_step_fails() {
            createPeople();
            List<DryRunOutcome> outcomes = plan().script(
                            "CREATE UNIQUE INDEX CONCURRENTLY by_age ON people (age)", null)
                    .script("ALTER TABLE people ADD CONSTRAINT one_age UNIQUE USING INDEX by_age", null)
                    .run();
            assertThat(outcomes.getLast()).isInstanceOfSatisfying(DryRunOutcome.NotTried.class, outcome -> assertThat(
                            outcome.reason())
                    .startsWith(
                            "the step fails without statements of earlier steps (step-1) that were not tried: 42704:"));
        }

        @Test
        void does_not_hide_another_failure() {
            createPeople();
            assertThat(plan().script("CREATE INDEX CONCURRENTLY by_age ON people (age)", null)
                            .script("UPDATE people SET absent = 1", null)
                            .runAndExpectFailure()
                            .code())
                    .isEqualTo("42703");
        }

        @Test
        void finds_objects_of_earlier_steps() {
            DryRunResult result = plan().script("CREATE TABLE t (a integer)", null)
                    .step(IndexOperations.parse("{\"table\": \"t\", \"name\": \"i\", \"columns\": [\"a\"]}"))
                    .runAndExpectResult();
            assertThat(result.units()).isEqualTo(1);
            assertThat(findings(result).objects()).containsExactly("create index public.i");
            assertThat(findings(result).notTried()).singleElement().asString().startsWith("CREATE INDEX CONCURRENTLY");
        }

        @Test
        void fails_like_the_run_if_its_objects_are_missing() {
            assertThat(plan().script("CREATE INDEX CONCURRENTLY i ON absent (a)", null)
                            .runAndExpectFailure()
                            .code())
                    .isEqualTo("42P01");
            assertThat(plan().script("DROP INDEX CONCURRENTLY absent", null)
                            .runAndExpectFailure()
                            .code())
                    .isEqualTo("42704");
            assertThat(plan().script("DROP INDEX CONCURRENTLY IF EXISTS absent", null)
                            .runAndExpectResult()
                            .units())
                    .isZero();
        }
    }

    @Nested
    class A_new_enum_value {
        @Test
        void of_an_earlier_step_is_not_tried() {
            postgres.execute("CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE t (m mood)");
            DryRunResult result = plan().script("ALTER TYPE mood ADD VALUE 'happy'", null)
                    .script("INSERT INTO t VALUES ('sad'); INSERT INTO t VALUES ('happy'); DELETE FROM t", null)
                    .runAndExpectResult();
            assertThat(result.counts()).containsEntry("rows.inserted", 1L).containsEntry("statements", 1L);
            assertThat(findings(result).notTried())
                    .containsExactly(
                            "INSERT INTO t VALUES ('happy'): uses the enum value happy,"
                                    + " which cannot be used before its step is committed",
                            "DELETE FROM t: follows a statement that was not tried");
        }

        @Test
        void of_an_earlier_step_is_not_tried_if_another_type_has_its_label() {
            postgres.execute(
                    "CREATE TYPE mood AS ENUM ('sad')",
                    "CREATE TYPE weather AS ENUM ('happy')",
                    "CREATE TABLE t (m mood)");
            DryRunResult result = plan().script("ALTER TYPE mood ADD VALUE 'happy'", null)
                    .script("INSERT INTO t VALUES ('happy')", null)
                    .runAndExpectResult();
            assertThat(findings(result).notTried()).hasSize(1);
        }

        @Test
        void of_the_same_step_fails_as_in_the_run_if_an_earlier_step_adds_a_part_of_its_label() {
            postgres.execute("CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE t (m mood)");
            assertThat(plan().script("ALTER TYPE mood ADD VALUE 'happ'; ALTER TYPE mood ADD VALUE 'use'", null)
                            .script("ALTER TYPE mood ADD VALUE 'happy'; INSERT INTO t VALUES ('happy')", null)
                            .runAndExpectFailure()
                            .code())
                    .isEqualTo("55P04");
        }

        @Test
        void of_the_same_step_fails_as_in_the_run() {
            postgres.execute("CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE t (m mood)");
            assertThat(plan().script("ALTER TYPE mood ADD VALUE 'happy'; INSERT INTO t VALUES ('happy')", null)
                            .runAndExpectFailure()
                            .code())
                    .isEqualTo("55P04");
        }
    }

    @Nested
    class A_copy_to_a_file_or_a_program {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "COPY (SELECT 1) TO PROGRAM 'false'",
                    "COPY (SELECT 1) TO /* a comment */ PROGRAM $$false$$",
                    "COPY (SELECT 1) TO $$/lockstep-no-directory/file$$",
                    "COPY (SELECT 1) TO U&'/lockstep-no-directory/file'"
                })
        void is_not_tried(String copy) {
            DryRunResult result =
                    plan().script("SELECT 1; " + copy + "; SELECT 2", null).runAndExpectResult();
            assertThat(result.counts()).containsEntry("statements", 1L);
            assertThat(findings(result).notTried())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("outside of the database");
        }
    }
}
