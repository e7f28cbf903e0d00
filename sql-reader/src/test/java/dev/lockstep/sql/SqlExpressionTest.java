package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlExpressionTest {
    @Nested
    class An_expression {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "lower(name)",
                    "(a + b) * (c)",
                    "note <> 'a; b)'",
                    "ARRAY[a, b]",
                    "data -> 'x' ->> $$;)$$",
                    "a IS NOT NULL\n  AND b > 3",
                    "\"a;\"\"b)\" = 1"
                })
        void is_accepted_as_written(String text) {
            assertThat(SqlExpression.parse(text).violations()).isEmpty();
            assertThat(SqlExpression.parse(text).text()).isEqualTo(text);
        }

        @Test
        void does_not_include_the_comments_around_it() {
            assertThat(SqlExpression.parse(" /* why */ lower(name) -- all of it")
                            .text())
                    .isEqualTo("lower(name)");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "a; DROP TABLE t | line 1, column 2: an expression cannot contain \";\"; remove \";\"",
                    "(SELECT 1; SELECT 2) | line 1, column 10: an expression cannot contain \";\"; remove",
                    "a) WHERE (b) | line 1, column 2: \")\" has no opening parenthesis; remove \")\", or add \"(\" before it",
                    "a) WHERE (b | line 1, column 10: \"(\" is never closed; add the closing \")\"",
                    "(a)) | line 1, column 4: \")\" has no opening parenthesis",
                    "(a | line 1, column 1: \"(\" is never closed; add the closing \")\"",
                    "'a | line 1, column 1: the quote ' is never closed; add the closing '",
                    "-- a | line 1, column 1: the expression is empty; write an SQL expression such as lower(name)"
                })
        void is_refused_if_it_is_incomplete_or_contains_more_than_an_expression(String text, String violation) {
            assertThat(SqlExpression.parse(text).violations())
                    .singleElement()
                    .asString()
                    .startsWith(violation);
            assertThat(SqlExpression.parse(text).text()).isEmpty();
        }
    }
}
