package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.postgres.fixture.DryRunScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DryRunSamplesTest extends DryRunOfPeople {
    @Nested
    class The_samples {
        @Test
        void show_rows_before_and_after() {
            createPeople();
            DryRunResult result = plan().script("UPDATE people SET age = age + 1 WHERE id = 2", null)
                    .script("UPDATE people SET age = age * 10 WHERE id IN (2, 3); INSERT INTO people VALUES (9)", null)
                    .runAndExpectResult();
            assertThat(result.samples())
                    .containsExactlyInAnyOrder(
                            new UnitSample(
                                    "public.people id=2",
                                    "{\"id\": 2, \"age\": 3, \"email\": \"2@x.example\"}",
                                    "{\"id\": 2, \"age\": 30, \"email\": \"2@x.example\"}"),
                            new UnitSample(
                                    "public.people id=3",
                                    "{\"id\": 3, \"age\": 3, \"email\": \"3@x.example\"}",
                                    "{\"id\": 3, \"age\": 30, \"email\": \"3@x.example\"}"),
                            new UnitSample("public.people id=9", null, "{\"id\": 9, \"age\": null, \"email\": null}"));
        }

        @Test
        void are_limited_and_say_which_rows_are_left_out() {
            postgres.execute("CREATE TABLE k (a integer, b text, PRIMARY KEY (a, b))", "CREATE TABLE n (a integer)");
            DryRunResult result = plan().script(
                            "INSERT INTO k SELECT g, repeat('x', 300) FROM generate_series(1, 50) g;"
                                    + "INSERT INTO n VALUES (1); DELETE FROM n",
                            null)
                    .runAndExpectResult();
            assertThat(result.samples()).hasSize(DryRunResult.SAMPLE_SIZE);
            assertThat(result.samples())
                    .allMatch(sample -> String.valueOf(sample.after()).length() == 200);
            assertThat(result.notes()).contains("rows of tables without a primary key are not sampled");
        }

        @Test
        void show_deleted_rows() {
            createPeople();
            DryRunResult result = plan().script("UPDATE people SET age = 7 WHERE id = 3", null)
                    .script(
                            "SELECT FROM people WHERE id = 2 FOR UPDATE; DELETE FROM people WHERE id = 1;"
                                    + "UPDATE people SET age = 5 WHERE id = 2",
                            null)
                    .runAndExpectResult();
            assertThat(result.samples())
                    .containsExactlyInAnyOrder(
                            new UnitSample(
                                    "public.people id=1", "{\"id\": 1, \"age\": 1, \"email\": \"1@x.example\"}", null),
                            new UnitSample(
                                    "public.people id=2",
                                    "{\"id\": 2, \"age\": 2, \"email\": \"2@x.example\"}",
                                    "{\"id\": 2, \"age\": 5, \"email\": \"2@x.example\"}"));
        }

        @Test
        void leave_out_deleted_rows_of_a_table_that_is_locked() {
            createPeople();
            DryRunResult result = plan().script("ALTER TABLE people ADD COLUMN a integer; DELETE FROM people", null)
                    .runAndExpectResult();
            assertThat(result.samples()).isEmpty();
            assertThat(result.notes())
                    .anyMatch(note -> note.startsWith("deleted rows of public.people are not sampled"));
        }

        @Test
        void do_not_show_masked_columns() {
            createPeople();
            postgres.execute("CREATE TABLE contacts (phone text PRIMARY KEY)");
            TestPostgres masked = postgres.withOption("mask-fields", "email, phone");
            DryRunResult result = DryRunScenario.on(masked)
                    .script(
                            "UPDATE people SET email = 'secret' WHERE id = 1; INSERT INTO contacts VALUES ('secret')",
                            null)
                    .runAndExpectResult();
            assertThat(result.samples()).hasSize(2);
            assertThat(result.samples().toString())
                    .contains("phone=***", "\"email\": \"***\"")
                    .doesNotContain("secret", "x.example");
        }
    }
}
