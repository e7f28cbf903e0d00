package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetLifeCommandsTest {

    private final FakeCoordinator coordinator;

    TargetLifeCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private CommandRun run(String command, String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = command;
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = "--reason=moved";
        arguments[3] = "main-postgres";
        System.arraycopy(options, 0, arguments, 4, options.length);
        return CommandRun.of(arguments);
    }

    private static String uninstalled(boolean dryRun) {
        return """
               {"target": "main-postgres", "number": 4, "state": "ANSWERED", "uninstall": {"dryRun": %s, "removed":
                [{"kind": "table", "name": "lockstep_journal.step", "units": 12}], "notes": ["a note"]}}"""
                .formatted(dryRun);
    }

    @Test
    void uninstall_shows_what_was_removed() {
        coordinator.answers(202, "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"REQUESTED\"}");
        coordinator.answers(200, uninstalled(false));

        CommandRun run = run("uninstall", "--history");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "KIND   NAME                   UNITS",
                        "table  lockstep_journal.step  12",
                        "Note: a note",
                        "Removed from target main-postgres. Take it out of the worker's configuration.");
        assertThat(coordinator.requests().getFirst().line()).isEqualTo("POST /api/v1/targets/main-postgres/uninstall");
        assertThat(coordinator.requests().getFirst().body()).contains("\"history\":true", "\"reason\":\"moved\"");
    }

    @Test
    void uninstall_can_be_tried() {
        coordinator.answers(202, uninstalled(true));

        assertThat(run("uninstall", "--dry-run").out())
                .contains("This would be removed from target main-postgres. Nothing was removed.");
        assertThat(coordinator.requests().getFirst().line())
                .isEqualTo("POST /api/v1/targets/main-postgres/uninstall?dryRun=true");
        assertThat(coordinator.requests().getFirst().body()).contains("\"history\":false");
    }

    @Test
    void uninstall_exits_with_1_if_it_fails() {
        coordinator.answers(
                202,
                "{\"target\": \"main-postgres\", \"number\": 4, \"state\": \"FAILED\", \"finding\": \"2BP01: view report\"}");

        CommandRun run = run("uninstall");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("2BP01: view report");
    }

    @Test
    void reidentify_shows_both_identities() {
        coordinator.answers(
                202,
                """
                {"target": "main-postgres", "number": 5, "state": "ANSWERED",
                 "reidentify": {"before": "old", "after": "new"}}""");

        CommandRun run = run("reidentify");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).containsExactly("Target main-postgres has identity new now, before old.");
        assertThat(coordinator.requests().getFirst().line()).isEqualTo("POST /api/v1/targets/main-postgres/reidentify");
    }

    @Test
    void reidentify_can_be_tried() {
        coordinator.answers(200, "{\"dryRun\": true, \"identity\": \"old\", \"migrations\": 3}");

        assertThat(run("reidentify", "--dry-run").lines())
                .containsExactly(
                        "Target main-postgres has identity old. With a new one, 3 migrations could no longer be rolled back. Nothing was changed.");
        assertThat(coordinator.requests().getFirst().line())
                .isEqualTo("POST /api/v1/targets/main-postgres/reidentify?dryRun=true");
    }

    @Test
    void forget_shows_what_it_means() {
        coordinator.answers(
                200,
                "{\"dryRun\": false, \"target\": \"main-postgres\", \"workers\": [\"w-1\", \"w-2\"], \"silentSeconds\": 340, \"migrations\": 2}");

        CommandRun run = run("forget");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "Target main-postgres has had no worker for 5 min (w-1, w-2).",
                        "Completed migrations that can be rolled back only while a worker serves it under this name: 2.",
                        "It is forgotten.");
        assertThat(coordinator.requests().getFirst().line()).isEqualTo("POST /api/v1/targets/main-postgres/forget");
        assertThat(coordinator.requests().getFirst().body()).isEqualTo("{\"reason\":\"moved\"}");
    }

    @Test
    void forget_can_be_tried() {
        coordinator.answers(200, "{\"workers\": [\"w-1\"], \"silentSeconds\": 7200, \"migrations\": 0}");

        assertThat(run("forget", "--dry-run").lines())
                .containsExactly(
                        "Target main-postgres has had no worker for 2 h (w-1).",
                        "It would be forgotten. Nothing was changed.");
        assertThat(coordinator.requests().getFirst().line())
                .isEqualTo("POST /api/v1/targets/main-postgres/forget?dryRun=true");
    }

    @Test
    void forget_exits_with_1_if_it_is_refused() {
        coordinator.answers(409, "{\"detail\": \"target \\\"main-postgres\\\" had a worker 7 s ago (w-1)\"}");

        CommandRun run = run("forget");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("had a worker 7 s ago (w-1)");
    }
}
