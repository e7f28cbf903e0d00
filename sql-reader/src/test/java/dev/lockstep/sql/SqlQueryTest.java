package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlQueryTest {
    @Nested
    class A_check {
        private static List<String> violationsInQuery(String query) {
            return SqlScript.parseQuery(query).violations().stream()
                    .map(SqlViolation::toString)
                    .toList();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"SELECT count(*) FROM t", "SELECT 1;", "-- why\nWITH a AS (SELECT 1) TABLE a", "SHOW x"})
        void is_accepted_with_one_query(String query) {
            assertThat(violationsInQuery(query)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "SELECT 1; SELECT 2      | line 1, column 11: a check is one query, but another statement starts here",
                    "COMMIT; DROP TABLE t    | line 1, column 1: COMMIT is not allowed",
                    "VACUUM                  | line 1, column 1: VACUUM runs only outside of a transaction, but a check",
                    "SELECT 'a               | line 1, column 8: the quote ' is never closed",
                    "SET search_path = a     | line 1, column 1: a check is a query, but found SET; write one SELECT",
                    "RESET ALL               | line 1, column 1: a check is a query, but found RESET; write one SELECT",
                    "-- nothing              | line 1, column 1: the SQL contains no statement"
                },
                quoteCharacter = '`')
        void is_refused_with_anything_but_one_query(String query, String violation) {
            assertThat(violationsInQuery(query)).singleElement().asString().startsWith(violation);
        }
    }
}
