package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sql.SqlPlacement.CopyRows;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyRowsTest {
    private static List<SqlStatement> statementsOf(String script) {
        SqlScript parsed = SqlScript.parse(script);
        assertThat(parsed.violations()).isEmpty();
        return parsed.statements();
    }

    @Nested
    class Rows_of_copy {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "COPY t FROM STDIN",
                    "copy s.t (a, \"B\") from stdin",
                    "COPY t FROM STDOUT",
                    "COPY t FROM STDIN WITH (FORMAT csv, HEADER, NULL 'n;', ENCODING 'UTF8')",
                    "COPY t (id, encoding) FROM STDIN CSV DELIMITER ';' WHERE encoding = 'x'",
                    "COPY t FROM STDIN (FORMAT text)"
                })
        void are_the_lines_after_the_statement(String copy) {
            assertThat(statementsOf("SELECT 1;\n" + copy + "; -- rows\n1\ta;'\n\\\\.\n2\t$$\\N\n\\.\nSELECT 2"))
                    .extracting(SqlStatement::text)
                    .containsExactly("SELECT 1", copy, "SELECT 2");
            SqlStatement statement =
                    statementsOf(copy + ";\n1\ta;'\n\\\\.\n2\t$$\\N\n\\.\n").getFirst();
            assertThat(statement.placement()).isEqualTo(new CopyRows("1\ta;'\n\\\\.\n2\t$$\\N\n", 2));
        }

        @Test
        void may_be_none() {
            assertThat(statementsOf("COPY t FROM STDIN;\n\\.").getFirst().placement())
                    .isEqualTo(new CopyRows("", 2));
        }

        @Test
        void keep_their_line_breaks() {
            assertThat(statementsOf("COPY t FROM STDIN;\r\n1\r\n2\r\n\\.\r\nSELECT 1;")
                            .getFirst()
                            .placement())
                    .isEqualTo(new CopyRows("1\r\n2\r\n", 2));
        }

        @Test
        void end_only_at_a_line_with_nothing_else() {
            assertThat(statementsOf("COPY t FROM STDIN;\n\\. \n \\.\na\\.\n\\.")
                            .getFirst()
                            .placement())
                    .isEqualTo(new CopyRows("\\. \n \\.\na\\.\n", 2));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "COPY t FROM STDIN                         | line 1, column 1: the rows of COPY FROM STDIN have no end",
                    "COPY t FROM STDIN;                        | line 1, column 1: the rows of COPY FROM STDIN have no end",
                    "SELECT 1; COPY t FROM STDIN;~1            | line 1, column 11: the rows of COPY FROM STDIN have no end",
                    "COPY t FROM STDIN; SELECT 1;~1~\\.        | line 1, column 20: the rows of COPY FROM STDIN start on the"
                            + " line after its semicolon, but more text follows on its line; start a new line",
                    "COPY BINARY t FROM STDIN;~1~\\.           | line 1, column 1: the rows of COPY FROM STDIN are in binary",
                    "COPY t FROM STDIN (FORMAT 'binary');~1~\\. | line 1, column 1: the rows of COPY FROM STDIN are in binary",
                    "COPY t FROM STDIN ENCODING 'latin1';~1~\\. | line 1, column 1: the rows of COPY FROM STDIN have ENCODING"
                            + " latin1, but a script is UTF-8; remove ENCODING"
                })
        void are_refused_without_an_end_and_in_other_formats(String script, String violation) {
            assertThat(SqlScript.parse(script.replace('~', '\n')).violations())
                    .singleElement()
                    .asString()
                    .startsWith(violation);
        }

        @Test
        void are_refused_in_a_check() {
            assertThat(SqlScript.parseQuery("COPY t FROM STDIN;\n1\n\\.").violations())
                    .singleElement()
                    .asString()
                    .startsWith("line 1, column 1: a check is a query, but found COPY");
        }
    }

    @Nested
    class A_command_of_psql {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "\\restrict aBc             | \\restrict | remove the line; pg_dump writes it only for psql",
                    "\\unrestrict aBc           | \\unrestrict | remove the line; pg_dump writes it only for psql",
                    "\\connect other            | \\connect | remove the line; the target of the step is the database",
                    "\\i other.sql              | \\i | write the SQL of the file into the script",
                    "\\.                        | \\. | remove the line; it ends only the rows after COPY",
                    "\\copy t FROM 'a.csv'      | \\copy | write COPY … FROM STDIN and, on the lines after it, the rows",
                    "\\gexec                    | \\gexec | end the statement with a semicolon",
                    "\\set it's (               | \\set | remove it, or write it as SQL",
                    "\\!                        | \\! | remove it, or write it as SQL"
                })
        void is_refused_by_name_and_ends_with_its_line(String line, String command, String hint) {
            assertThat(SqlScript.parse("SELECT 1\n" + line + "\nSELECT 2; SELECT '\\d';")
                            .violations())
                    .singleElement()
                    .asString()
                    .startsWith("line 2, column 1: %s is a command of psql, but only SQL is allowed; %s"
                            .formatted(command, hint));
        }

        @Test
        void is_refused_next_to_a_syntax_error() {
            assertThat(SqlScript.parse("\\restrict a\nSELECT (\\gset\nSELECT '").violations())
                    .extracting(SqlViolation::line)
                    .containsExactly(1, 2, 3);
        }
    }
}
