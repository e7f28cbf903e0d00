package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaVersionsCommandTest {

    private final FakeCoordinator coordinator;

    SchemaVersionsCommandTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String request(String state, String rest) {
        return "{\"target\": \"main-mongo\", \"number\": 4, \"state\": \"%s\"%s}".formatted(state, rest);
    }

    private CommandRun run(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "schema-versions";
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = "main-mongo";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments);
    }

    @Test
    void it_waits_for_the_answer_and_shows_each_version() {
        coordinator.answers(202, request("REQUESTED", ""));
        coordinator.answers(
                200,
                request(
                        "ANSWERED",
                        """
                        , "schemaVersions": {"complete": false, "milliseconds": 3, "notes": ["a note"], "groups": [
                            {"name": "conversations", "source": "field", "whole": true, "units": 10,
                             "versions": [{"version": "1", "units": 7}, {"units": 3}]},
                            {"name": "empty", "source": "field", "whole": true, "units": 0, "versions": []}]}
                        """));

        CommandRun run = run("--sample=100", "--time-limit=5", "--prefix-segments=2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "GROUP          VERSION OF  VERSION  UNITS  PART",
                        "conversations  field       1        7      70 %",
                        "conversations  field       -        3      30 %",
                        "empty          field       -        0      100 %",
                        "Note: a note",
                        "Not everything was counted.");
        assertThat(coordinator.requests().getFirst().line())
                .isEqualTo("POST /api/v1/targets/main-mongo/schema-versions");
        assertThat(coordinator.requests().getFirst().body())
                .contains("\"sample\":100", "\"timeLimitSeconds\":5", "\"prefixSegments\":2");
        assertThat(coordinator.requests().getLast().line()).isEqualTo("GET /api/v1/targets/main-mongo/requests/4");
    }

    @Test
    void it_shows_the_state_of_a_schema_history() {
        coordinator.answers(
                202,
                request(
                        "ANSWERED",
                        """
                        , "schemaVersions": {"complete": true, "milliseconds": 3, "notes": [], "groups": [],
                            "history": {"table": "public.history", "highest": "7", "applied": 3, "failed": 0,
                             "current": {"version": "5", "installedRank": 9, "description": "d", "type": "SQL"}}}
                        """));

        assertThat(run().lines())
                .containsExactly(
                        "History: public.history, 3 versions applied, 0 failed",
                        "Last applied: 5 (d), rank 9, type SQL",
                        "Highest applied: 7");
    }

    @Test
    void it_exits_with_1_if_no_worker_can_answer() {
        coordinator.answers(202, request("FAILED", ", \"finding\": \"no worker has answered\""));

        CommandRun run = run();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("Request 4 about target main-mongo has failed: no worker has answered");
    }
}
