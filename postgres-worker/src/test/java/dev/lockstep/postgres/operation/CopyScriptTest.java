package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CopyScriptTest {
    private final PostgresContractStore store =
            new PostgresContractStore("CREATE TABLE words (id int PRIMARY KEY, word text, note text DEFAULT 'none')");
    private final TestPostgres postgres = store.postgres();
    private final String before = store.digest();

    @AfterEach
    void close() {
        store.close();
    }

    @Nested
    class Copy_from_stdin {
        @Test
        void reads_its_rows_from_up_and_down() {
            StepScenario step = StepScenario.script(
                    postgres,
                    "1",
                    """
                    COPY words (id, word) FROM STDIN;
                    1\tit's; COMMIT; $$
                    2\t\\N
                    3\tשלום😀\\tx
                    \\.
                    UPDATE words SET note = 'kept' WHERE id = 3;
                    """,
                    """
                    CREATE TEMP TABLE gone (id int) ON COMMIT DROP;
                    COPY gone FROM STDIN (FORMAT csv, HEADER);
                    id
                    1
                    "2"
                    3
                    \\.
                    DELETE FROM words USING gone WHERE words.id = gone.id;
                    """);
            assertThat(step.applyAndExpectSuccess(1).counts()).containsEntry("rows.inserted", 3L);
            assertThat(postgres.rows("TABLE words ORDER BY id"))
                    .containsExactly("1|it's; COMMIT; $$|none", "2|null|none", "3|שלום😀\tx|kept");
            step.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void supports_the_options_of_copy() {
            StepScenario.script(
                            postgres,
                            "1",
                            """
                            COPY words FROM STDIN WITH (FORMAT csv, DELIMITER ';', NULL 'nil', QUOTE '"', HEADER true);
                            id;word;note
                            1;"a;b
                            c";nil
                            \\.
                            COPY words (word, id) FROM stdin DELIMITER '|' NULL '';
                            |2
                            \\.
                            COPY words FROM STDIN WHERE id > 3;
                            3\ta\tb
                            4\ta\tb
                            \\.""",
                            "DELETE FROM words")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.rows("TABLE words ORDER BY id"))
                    .containsExactly("1|a;b\nc|null", "2|null|none", "4|a|b");
        }

        @Test
        void sends_many_rows() {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                rows.append(i).append("\tרשומה😀 ").append(i).append('\n');
            }
            StepScenario.script(postgres, "1", "COPY words (id, word) FROM STDIN;\n" + rows + "\\.\n", "SELECT 1")
                    .applyAndExpectSuccess(1);
            assertThat(postgres.value("SELECT count(*), bool_and(word = 'רשומה😀 ' || id) FROM words"))
                    .isEqualTo("20000|t");
        }

        @Test
        void that_fails_reports_the_line_of_the_row_and_changes_nothing() {
            StepFailure failure = StepScenario.script(
                            postgres,
                            "1",
                            "INSERT INTO words VALUES (7);\n\nCOPY words (id) FROM STDIN;\n1\n2\nthree\n\\.\nSELECT 1",
                            "SELECT 1")
                    .applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("22P02");
            assertThat(failure.message())
                    .startsWith("line 6 of up: ERROR: invalid text representation (SQLSTATE 22P02)")
                    .contains("where: COPY words, line 3, column id")
                    .doesNotContain("three");
            assertThat(store.digest()).isEqualTo(before);
        }

        @Test
        void into_an_absent_table_reports_the_line_of_the_statement() {
            assertThat(StepScenario.script(postgres, "1", "SELECT 1;\nCOPY absent FROM STDIN;\n1\n\\.", "SELECT 1")
                            .applyAndExpectFailure(1))
                    .isEqualTo(StepFailure.Permanent.withoutEffect(
                            "42P01", "line 2 of up: ERROR: relation \"absent\" does not exist"));
        }
    }

    @Nested
    class A_dump {
        @Test
        void of_schema_and_data_runs_as_a_step() throws IOException {
            String dump;
            try (InputStream file = Objects.requireNonNull(
                    CopyScriptTest.class.getResourceAsStream("dump.sql"), "dump.sql is a resource of this test")) {
                dump = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            }
            StepScenario step = StepScenario.script(postgres, "1", dump, "DROP SCHEMA shop CASCADE");
            step.applyAndExpectSuccess(1);
            assertThat(postgres.rows("SELECT id, name, price, currval_is FROM shop.items, LATERAL (SELECT last_value AS"
                            + " currval_is FROM shop.items_id_seq) AS s ORDER BY id"))
                    .containsExactly("1|it's; \\ a|9.50|3", "2|שלום\n|null|3", "3||0.01|3");
            assertThat(postgres.value("SELECT shop.total(2)")).isEqualTo("2.5");
            step.compensateAndExpectSuccess(2);
            assertThat(store.digest()).isEqualTo(before);
        }
    }
}
