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
            assertThat(SqlExpression.read(text).violations()).isEmpty();
            assertThat(SqlExpression.read(text).text()).isEqualTo(text);
        }

        @Test
        void has_no_comment_at_its_end() {
            assertThat(SqlExpression.read(" /* why */ lower(name) -- all of it").text())
                    .isEqualTo("lower(name)");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "a; DROP TABLE t | line 1, column 2: \";\" ends the expression",
                    "(SELECT 1; SELECT 2) | line 1, column 10: \";\" ends the expression",
                    "a) WHERE (b) | line 1, column 2: \")\" ends the expression",
                    "a) WHERE (b | line 1, column 10: a parenthesis is never closed; close it",
                    "(a)) | line 1, column 4: \")\" ends the expression",
                    "(a | line 1, column 1: a parenthesis is never closed; close it",
                    "'a | line 1, column 1: the quote ' is never closed; close it",
                    "-- a | line 1, column 1: the expression is empty; write one SQL expression"
                })
        void is_refused_where_it_is_more_or_less_than_one(String text, String violation) {
            assertThat(SqlExpression.read(text).violations())
                    .singleElement()
                    .asString()
                    .startsWith(violation);
            assertThat(SqlExpression.read(text).text()).isEmpty();
        }
    }
}
