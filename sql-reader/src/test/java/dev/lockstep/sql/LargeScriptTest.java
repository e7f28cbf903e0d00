package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads scripts as large as a request may be. An algorithm that is quadratic in the size takes minutes for one of them, a
 * recursive one overflows the stack; the limit of each test is a hundred times what linear reading takes.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeScriptTest {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    /** Enough for calls, but not for one call per character. */
    private static final long SMALL_STACK = 128L * 1024;

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
            "COPY t FROM STDIN;\n",
            "\\.\n",
            "\\",
            "set_config('a', ",
            "$1",
            "case ",
            "1.",
            "ATOMIC ",
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
    @MethodSource("longRuns")
    void a_long_run_is_read_on_a_small_stack(String prefix, String repeated) throws InterruptedException {
        String script = prefix + repeated.repeat(MAX_CHARACTERS / repeated.length());
        AtomicReference<SqlScript> parsed = new AtomicReference<>();
        Thread reader = new Thread(null, () -> parsed.set(SqlScript.parse(script)), "reader", SMALL_STACK);
        reader.start();
        reader.join();
        assertThat(parsed.get()).isNotNull();
        assertThat(parsed.get().statements().size() + parsed.get().violations().size())
                .isPositive();
    }

    static List<Arguments> longRuns() {
        return Stream.of(
                        "-- a\n",
                        "/* */",
                        "/*",
                        "*/",
                        " ",
                        "\n",
                        "''",
                        "' '",
                        "\"\"",
                        "E'\\''\n",
                        "$$",
                        "$a$b",
                        "$a",
                        "(",
                        "()",
                        "a",
                        "1",
                        "1.",
                        ".",
                        "$1",
                        "\\",
                        "-",
                        "+",
                        "u&''",
                        "CASE ",
                        "END ")
                .flatMap(
                        run -> Stream.of(Arguments.of("", run), Arguments.of("CREATE FUNCTION f() BEGIN ATOMIC ", run)))
                .toList();
    }

    @Test
    void a_copy_of_100_000_rows_is_read() {
        assertThat(SqlScript.parse("COPY t FROM STDIN;\n" + "1\t\\\\.\n".repeat(100_000) + "\\.\n")
                        .statements())
                .hasSize(1);
    }

    @Test
    void rows_of_many_copies_are_read() {
        assertThat(SqlScript.parse("COPY t FROM STDIN;\n\\.\n".repeat(40_000)).statements())
                .hasSize(40_000);
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
