package dev.lockstep.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares docs/refusals.md with the page that is generated from the problem types and the rejected plans. To write the
 * page, run this test with {@code -Dlockstep.refusals.write=true}.
 */
class RefusalsTest {
    private static final Path PAGE = Path.of("..", "docs", "refusals.md");
    private static final int MAX_SHOWN = 60;
    private static final String PLANS = "../coordinator-service/src/test/resources/plans/rejected";

    @Test
    void the_page_matches_the_refusals() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("lockstep.refusals.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(generated);
    }

    private static String page() {
        return """
                # Refusals

                `RefusalsTest` generates this page from the code and from the rejected plans of the tests. The build fails if the
                page is out of date. To write the page, run the test with `-Dlockstep.refusals.write=true`.

                ## Problem types

                Every error of the API is a problem detail (RFC 9457). Its `type` is `https://lockstep.dev/problems/`, followed by
                one of these names, or, for an HTTP error that is not in the table, by the name of its status. The refusals of
                operator actions are listed in [saga-transitions.md](saga-transitions.md).

                | Type | Status | Meaning | What to do |
                |---|---|---|---|
                %s
                ## Errors in plans

                The problems `unreadable-plan` and `invalid-plan` have an array `errors`. This table shows its content for each
                plan in [rejected](%s). A position is a JSON pointer (RFC 6901), a line and a column. A path to
                something inside a step is relative to that step (`operation.version`); every other path, including that of a step
                itself, starts at the root (`metadata.labels`, `spec.steps[0]`).

                | Plan | Position | Step | Message | Hint |
                |---|---|---|---|---|
                %s"""
                .formatted(problemTypes(), PLANS, planErrors());
    }

    private static String problemTypes() {
        return Arrays.stream(ProblemType.values())
                .map(type -> "| `%s` | %d | %s | %s |\n"
                        .formatted(type.slug(), type.status().value(), type.meaning(), type.remedy()))
                .collect(Collectors.joining());
    }

    private static String planErrors() {
        return PlanIntakeTest.rejected()
                .flatMap(file -> PlanIntakeTest.errors(file).stream().map(error -> row(file, error)))
                .collect(Collectors.joining());
    }

    private static String row(PlanFiles.PlanFile file, ErrorDetail error) {
        String step = error.step() == null ? "" : shortened(error.step());
        String operation = error.operation() == null ? "" : "`%s`".formatted(error.operation());
        return "| [%s](%s/%s) | %s %d:%d | %s %s | %s | %s |\n"
                .formatted(
                        file.name(),
                        PLANS,
                        file,
                        error.pointer().isEmpty() ? "" : "`%s`".formatted(shortened(error.pointer())),
                        error.line(),
                        error.column(),
                        step,
                        operation,
                        escaped(error.message()),
                        escaped(error.hint()));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").replace("$", "\\$");
    }
}
