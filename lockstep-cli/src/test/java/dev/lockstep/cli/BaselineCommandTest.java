package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BaselineCommandTest {

    private final FakeCoordinator coordinator;

    BaselineCommandTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String answered(boolean dryRun, boolean written) {
        return """
               {"target": "main-postgres", "number": 4, "state": "ANSWERED", "baseline": {"dryRun": %s, "written": %s,
                "source": "flyway", "table": "public.history", "version": "2", "marked": 1,
                "versions": [{"version": "2", "description": "create orders", "type": "SQL"}], "notes": ["a note"]}}"""
                .formatted(dryRun, written);
    }

    private CommandRun run(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "baseline";
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = "main-postgres";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments);
    }

    @Test
    void it_shows_what_is_marked() {
        coordinator.answers(202, "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"REQUESTED\"}");
        coordinator.answers(200, answered(false, true));

        CommandRun run = run("--from=flyway", "--reason=adoption");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "VERSION  TYPE  DESCRIPTION",
                        "2        SQL   create orders",
                        "Note: a note",
                        "Marked: 1 versions up to 2 in public.history, from flyway.");
        assertThat(coordinator.requests().getFirst().line()).isEqualTo("POST /api/v1/targets/main-postgres/baseline");
        assertThat(coordinator.requests().getFirst().body())
                .contains("\"from\":\"flyway\"", "\"reason\":\"adoption\"")
                .doesNotContain("version");
    }

    @Test
    void it_can_be_tried() {
        coordinator.answers(202, answered(true, true));

        CommandRun run = run("--version=2", "--reason=adoption", "--dry-run");

        assertThat(run.out()).contains("Would be marked: 1 versions", "Nothing was written.");
        assertThat(coordinator.requests().getFirst().line())
                .isEqualTo("POST /api/v1/targets/main-postgres/baseline?dryRun=true");
    }

    @Test
    void it_says_that_nothing_is_to_be_done() {
        coordinator.answers(202, answered(false, false));

        assertThat(run("--reason=adoption").out()).contains("Marked already: 1 versions");
    }

    @Test
    void it_exits_with_1_if_the_history_has_other_versions() {
        coordinator.answers(
                202,
                "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"FAILED\", \"finding\": \"history-not-empty\"}");

        CommandRun run = run("--reason=adoption");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("history-not-empty");
    }
}
