package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads scripts as large as a request may be. An algorithm that is quadratic in the size takes minutes for one of them, a
 * recursive one overflows the stack; the limit of each test is a hundred times what linear reading takes.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeScriptTest {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int FUZZED_SCRIPTS = 60;
    private static final int MAX_FRAGMENTS = 6;
    private static final List<String> FRAGMENTS = List.of(
            ";",
            "SELECT 1;",
            "(",
            ")",
            "'",
            "''",
            "E'a\\",
            "E'a'\n",
            "\n",
            "-- a",
            "/*",
            "*/",
            "$$",
            "$a$",
            "$a",
            "BEGIN ATOMIC ",
            "BEGIN ",
            "CREATE FUNCTION ",
            "CREATE INDEX CONCURRENTLY ",
            "CASE ",
            "END ",
            "u&'",
            "U&\"a",
            "\"",
            ".",
            "a",
            "1",
            "SET a",
            " ");

    @Test
    void a_script_of_100_000_statements_is_read() {
        assertThat(SqlScript.parse("SELECT 1;\n".repeat(100_000)).statements())
                .hasSize(100_000)
                .last()
                .satisfies(last -> assertThat(last.line()).isEqualTo(100_000));
    }

    @Test
    void a_script_of_100_000_statements_on_one_line_is_read() {
        assertThat(SqlScript.parse("SELECT 1;".repeat(100_000)).statements())
                .hasSize(100_000)
                .last()
                .satisfies(last -> assertThat(last.column()).isEqualTo(9 * 99_999 + 1));
    }

    @Test
    void a_literal_continued_on_50_000_lines_is_read() {
        assertThat(SqlScript.parse("SELECT E'" + "a' -- comment\n '".repeat(50_000) + "'")
                        .statements())
                .hasSize(1);
    }

    @Test
    void a_literal_followed_by_a_million_spaces_is_read() {
        assertThat(SqlScript.parse("SELECT E'a'" + " ".repeat(MAX_CHARACTERS) + ";")
                        .statements())
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("repeatedFragments")
    void repeated_fragments_are_read_or_refused(String repeated) {
        String script = repeated.repeat(MAX_CHARACTERS / repeated.length());
        SqlScript parsed = SqlScript.parse(script);
        String[] lines = script.split("\n", -1);
        assertThat(parsed.statements().stream().filter(statement -> !isAtItsPosition(statement, lines)))
                .isEmpty();
        assertThat(parsed.statements().size() + parsed.violations().size()).isPositive();
        SqlExpression expression = SqlExpression.parse(script);
        assertThat(expression.text().isEmpty())
                .isEqualTo(!expression.violations().isEmpty());
    }

    private static boolean isAtItsPosition(SqlStatement statement, String[] lines) {
        String firstLine = statement.text().lines().findFirst().orElseThrow();
        return lines[statement.line() - 1].startsWith(firstLine, statement.column() - 1);
    }

    static List<String> repeatedFragments() {
        Random random = new Random(1);
        return IntStream.range(0, FUZZED_SCRIPTS)
                .mapToObj(_ -> random.ints(1 + random.nextInt(MAX_FRAGMENTS), 0, FRAGMENTS.size())
                        .mapToObj(FRAGMENTS::get)
                        .collect(Collectors.joining()))
                .distinct()
                .toList();
    }
}
