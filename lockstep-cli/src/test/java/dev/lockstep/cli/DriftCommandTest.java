package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriftCommandTest {

    private static final String DIFFERENCE =
            "{\"kind\": \"catalog\", \"unit\": \"table items\", \"expected\": \"a\", \"found\": \"b\"}";

    private final FakeCoordinator coordinator;

    DriftCommandTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String request(String state, String rest) {
        return "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"%s\"%s}".formatted(state, rest);
    }

    private static String drift(String differences, int found, String stop) {
        return """
               {"target": "main-postgres", "request": 4, "result": {"steps": 2, "objects": 3, "differences": [%s],
                "found": %d}, %s}"""
                .formatted(differences, found, stop);
    }

    private CommandRun run(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "drift";
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = "main-postgres";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments);
    }

    @Test
    void it_exits_with_3_if_differences_stop_the_target() {
        coordinator.answers(202, request("REQUESTED", ""));
        coordinator.answers(200, request("ANSWERED", ""));
        coordinator.answers(200, drift(DIFFERENCE, 1, "\"stopped\": true, \"stoppedBy\": 4"));

        CommandRun run = run();

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.lines())
                .contains(
                        "catalog: table items",
                        "  expected: a",
                        "  found:    b",
                        "1 differences in 2 steps and 3 objects of target main-postgres (request 4)")
                .last()
                .asString()
                .contains("--acknowledge");
    }

    @Test
    void it_exits_with_0_if_nothing_differs_or_all_is_acknowledged() {
        coordinator.answers(202, request("ANSWERED", ""));
        coordinator.answers(200, drift("", 0, "\"stopped\": false"));
        assertThat(run().exitCode()).isZero();
    }

    @Test
    void it_exits_with_1_if_the_check_fails() {
        coordinator.answers(202, request("FAILED", ", \"finding\": \"target-in-use\""));
        CommandRun run = run();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("target-in-use");
    }

    @Test
    void it_acknowledges_the_check_that_it_shows() {
        coordinator.answers(200, drift(DIFFERENCE, 1, "\"stopped\": true, \"stoppedBy\": 3"));
        coordinator.answers(200, "{\"request\": 3}");

        CommandRun run = run("--acknowledge", "--reason=a hotfix");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("table items", "are acknowledged");
        assertThat(coordinator.requests().getLast().line())
                .isEqualTo("POST /api/v1/targets/main-postgres/drift/acknowledge");
        assertThat(coordinator.requests().getLast().body()).contains("\"request\":3", "\"reason\":\"a hotfix\"");
    }

    @Test
    void it_says_that_nothing_is_to_be_acknowledged() {
        coordinator.answers(200, drift("", 0, "\"stopped\": false"));
        assertThat(run("--acknowledge", "--reason=x").out()).contains("Nothing is to be acknowledged.");
        assertThat(run("--acknowledge").exitCode()).isEqualTo(1);
    }
}
