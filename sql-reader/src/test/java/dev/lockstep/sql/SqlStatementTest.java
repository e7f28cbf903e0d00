package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatementTest {
    private static SqlStatement statement(String sql) {
        return new SqlStatement(sql, 1, 1, new SqlPlacement.InTransaction());
    }

    @Nested
    class A_copy {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "COPY t TO 'f.csv'",
                    "copy t to E'f.csv'",
                    "COPY t TO N'f.csv'",
                    "COPY t TO $$f.csv$$",
                    "COPY t TO $a$f.csv$a$ (FORMAT csv)",
                    "COPY t TO U&'\\0066.csv'",
                    "COPY t TO/**/'f.csv'",
                    "COPY t TO -- a comment\n 'f.csv'",
                    "COPY/* a comment */(SELECT 'a' FROM t) TO'f.csv'",
                    "COPY t TO PROGRAM $$cat$$",
                    "COPY t TO /* a /* nested */ comment */ PROGRAM 'cat'",
                    "COPY t FROM PROGRAM U&'echo'"
                })
        void to_a_file_or_a_program_is_outside_of_the_database(String sql) {
            assertThat(statement(sql).isCopyOutsideOfDatabase()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "COPY t FROM STDIN",
                    "COPY t FROM 'f.csv'",
                    "COPY program FROM STDIN",
                    "COPY \"PROGRAM\" FROM STDIN",
                    "COPY t FROM STDIN WHERE a = 'TO ''f'' '",
                    "SELECT 'COPY t TO ''f.csv'' '",
                    "/* COPY t TO 'f.csv' */ SELECT 1"
                })
        void of_rows_or_from_a_file_is_not(String sql) {
            assertThat(statement(sql).isCopyOutsideOfDatabase()).isFalse();
        }
    }

    @Nested
    class Keywords {
        @Test
        void are_found_across_comments_and_not_in_names() {
            assertThat(statement("DROP INDEX CONCURRENTLY if/**/exists i").containsKeywords("IF", "EXISTS"))
                    .isTrue();
            assertThat(statement("DROP INDEX CONCURRENTLY \"if exists\" /* if exists */")
                            .containsKeywords("IF", "EXISTS"))
                    .isFalse();
        }

        @Test
        void at_the_start_are_found_across_comments_and_not_after_other_words() {
            assertThat(statement("alter/* a */ -- b\n Role app").startsWithKeywords("ALTER", "ROLE"))
                    .isTrue();
            assertThat(statement("ALTER TABLE t ALTER role SET NOT NULL").startsWithKeywords("ALTER", "ROLE"))
                    .isFalse();
            assertThat(statement("ALTER \"role\"").startsWithKeywords("ALTER", "ROLE"))
                    .isFalse();
            assertThat(statement("ALTER").startsWithKeywords("ALTER", "ROLE")).isFalse();
        }
    }
}
