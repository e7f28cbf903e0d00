package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BackupCommandsTest {

    private static final String BACKUP =
            """
            {"migration": "m-1", "target": "main-redis", "createdAt": "2026-12-01T22:00:00Z",
             "expiresAt": "2026-12-08T22:00:00Z", "units": 7, "bytes": 1200, "method": "redis-dump", "location": "m-1"}
            """;

    private final FakeCoordinator coordinator;

    BackupCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private static String restore(boolean dryRun, String state, String rest) {
        return "{\"number\": 2, \"target\": \"main-redis\", \"dryRun\": %s, \"state\": \"%s\"%s}"
                .formatted(dryRun, state, rest);
    }

    private CommandRun restore(String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "restore";
        arguments[1] = "--url=" + coordinator.url();
        arguments[2] = "m-1";
        arguments[3] = "--target=main-redis";
        System.arraycopy(options, 0, arguments, 4, options.length);
        return CommandRun.of(arguments);
    }

    @Nested
    class Backups {

        @Test
        void are_listed_page_by_page() {
            coordinator.answers(200, "{\"items\": [%s], \"next\": \"a~b\"}".formatted(BACKUP));
            coordinator.answers(200, "{\"items\": [%s]}".formatted(BACKUP.replace("m-1", "m-0")));

            CommandRun run = CommandRun.of("backups", "--url=" + coordinator.url(), "main-redis");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).hasSize(3);
            assertThat(run.out()).contains("m-1", "m-0", "redis-dump");
            assertThat(coordinator.requests())
                    .extracting(request -> request.line())
                    .containsExactly(
                            "GET /api/v1/backups?target=main-redis",
                            "GET /api/v1/backups?target=main-redis&after=a%7Eb");
        }

        @Test
        void that_are_not_there_are_no_error() {
            coordinator.answers(200, "{\"items\": []}");
            assertThat(CommandRun.of("backups", "--url=" + coordinator.url()).lines())
                    .containsExactly("No backups.");
        }
    }

    @Nested
    class A_restore {

        private static final String RESULT =
                """
                , "result": {"equal": 5, "recreated": 1, "replaced": 2, "removed": 3, "laterWrites": 1,
                 "samples": [{"unit": "user:7", "change": "replaced"}], "notes": ["a note"]}
                """;

        @Test
        void is_only_tried_without_confirm() {
            coordinator.answers(202, restore(true, "REQUESTED", ""));
            coordinator.answers(200, restore(true, "RESTORED", RESULT));

            CommandRun run = restore("--reason=wrong data");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines())
                    .containsExactly(
                            "main-redis would be restored: 1 recreated, 2 replaced, 3 removed, 5 equal",
                            "Later writes of applications among them: 1",
                            "  user:7",
                            "Note: a note",
                            "Nothing was written. Add --confirm to restore.");
            assertThat(coordinator.requests().getFirst().body())
                    .contains("\"dryRun\":true", "\"target\":\"main-redis\"", "\"reason\":\"wrong data\"");
            assertThat(coordinator.requests().getLast().line()).isEqualTo("GET /api/v1/migrations/m-1/restores/2");
        }

        @Test
        void writes_with_confirm() {
            coordinator.answers(202, restore(false, "RESTORED", RESULT));

            CommandRun run = restore("--reason=wrong data", "--confirm");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("main-redis is restored").doesNotContain("--confirm");
            assertThat(coordinator.requests().getFirst().body()).contains("\"dryRun\":false");
        }

        @Test
        void that_fails_exits_with_1() {
            coordinator.answers(202, restore(false, "FAILED", ", \"finding\": \"backup-damaged: another digest\""));

            CommandRun run = restore("--reason=wrong data", "--confirm");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("has failed: backup-damaged: another digest");
        }
    }
}
