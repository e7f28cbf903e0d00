package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PurgeCommandTest {

    private final FakeCoordinator coordinator;

    PurgeCommandTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private CommandRun run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("purge", "--url=" + coordinator.url()));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static String purge(String id, String purgedAt, String finding) {
        return """
                {"migration": "%s", "dryRun": false, "endedAt": "2026-11-01T00:00:00Z", "purgedAt": %s, "rows": 41, "bytes": 4100,
                 "steps": [{"step": "a", "target": "main-redis", "state": "WAITING", "finding": %s}]}
                """
                .formatted(id, purgedAt, finding);
    }

    private static final String DONE = "\"2026-11-02T00:00:00Z\"";

    private static final String DRY_RUN =
            """
            {"migration": "m-1", "dryRun": true, "endedAt": "2026-11-01T00:00:00Z", "rows": 0, "bytes": 0, "journals": [
              {"step": "a", "target": "main-redis", "since": "2026-11-01T00:00:00Z", "units": 7},
              {"step": "b", "target": "main-mongo", "since": "2026-11-01T00:00:01Z"}]}
            """;

    @Nested
    class A_purge {

        @Test
        void is_requested_and_followed_to_its_end() {
            coordinator.answers(202, purge("m-1", "null", "\"busy\""));
            coordinator.answers(200, purge("m-1", "null", "null"));
            coordinator.answers(200, purge("m-1", DONE, "null"));

            CommandRun run = run("m-1", "--reason=space");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines())
                    .containsExactly(
                            "The journals of migration m-1 are being purged; it can no longer be rolled back.",
                            "  a on main-redis: busy",
                            "The journals of migration m-1 are purged: 41 rows, 4100 bytes.");
            assertThat(coordinator.requests().getFirst()).satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/migrations/m-1/purge");
                assertThat(request.body()).contains("\"reason\":\"space\"", "\"dryRun\":false");
            });
            assertThat(coordinator.requests().getLast().line()).isEqualTo("GET /api/v1/migrations/m-1/purge");
        }

        @Test
        void with_no_wait_exits_when_it_is_decided() {
            coordinator.answers(202, purge("m-1", "null", "null"));

            CommandRun run = run("m-1", "--reason=space", "--no-wait");

            assertThat(run.exitCode()).isZero();
            assertThat(coordinator.requests()).hasSize(1);
        }

        @Test
        void that_is_refused_is_reported_with_the_reason_of_the_coordinator() {
            coordinator.refuses(409, "{\"title\": \"t\", \"status\": 409, \"detail\": \"it is APPLYING\"}");

            CommandRun run = run("m-1", "--reason=space");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("it is APPLYING");
        }

        @Test
        void needs_a_reason_and_a_migration_or_an_age() {
            for (List<String> options :
                    List.of(List.of("m-1"), List.of("--reason=r"), List.of("m-1", "--older-than=2d", "--reason=r"))) {
                CommandRun run = run(options.toArray(String[]::new));

                assertThat(run.exitCode()).as("%s", options).isEqualTo(1);
            }
            assertThat(coordinator.requests()).isEmpty();
        }
    }

    @Nested
    class A_dry_run {

        @Test
        void lists_the_journals() {
            coordinator.answers(200, DRY_RUN);

            CommandRun run = run("m-1", "--reason=space", "--dry-run");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines())
                    .contains(
                            "  a on main-redis: 7 units, since 2026-11-01T00:00:00Z",
                            "  b on main-mongo: units unknown, since 2026-11-01T00:00:01Z");
            assertThat(coordinator.requests()).singleElement().satisfies(request -> assertThat(request.body())
                    .contains("\"dryRun\":true"));
        }
    }

    @Nested
    class Old_migrations {

        @Test
        void are_purged_until_there_are_no_more() {
            coordinator.answers(
                    202, "{\"items\": [%s], \"refused\": [], \"more\": true}".formatted(purge("m-1", DONE, "null")));
            coordinator.answers(
                    202, "{\"items\": [%s], \"refused\": [], \"more\": false}".formatted(purge("m-2", DONE, "null")));

            CommandRun run = run("--older-than=48h", "--reason=space");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines())
                    .containsExactly(
                            "The journals of migration m-1 are purged: 41 rows, 4100 bytes.",
                            "The journals of migration m-2 are purged: 41 rows, 4100 bytes.");
            assertThat(coordinator.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.line()).isEqualTo("POST /api/v1/purges");
                assertThat(request.body()).contains("\"olderThan\":\"48h\"");
            });
        }

        @Test
        void that_are_refused_are_named_once_and_the_others_are_purged() {
            String refused = "{\"migration\": \"m-9\", \"reason\": \"its erasure 1 has not ended; wait until then\"}";
            coordinator.answers(
                    202,
                    "{\"items\": [%s], \"refused\": [%s], \"more\": true}"
                            .formatted(purge("m-1", DONE, "null"), refused));
            coordinator.answers(202, "{\"items\": [], \"refused\": [%s], \"more\": true}".formatted(refused));

            CommandRun run = run("--older-than=48h", "--reason=space");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.lines())
                    .containsExactly(
                            "The journals of migration m-9 cannot be purged: its erasure 1 has not ended; wait until then",
                            "The journals of migration m-1 are purged: 41 rows, 4100 bytes.");
            assertThat(coordinator.requests()).hasSize(2);
        }

        @Test
        void are_listed_by_a_dry_run_once() {
            coordinator.answers(200, "{\"items\": [%s], \"refused\": [], \"more\": true}".formatted(DRY_RUN));

            CommandRun run = run("--older-than=48h", "--reason=space", "--dry-run");

            assertThat(run.exitCode()).isZero();
            assertThat(run.lines()).contains("There are more; these are the oldest.");
            assertThat(coordinator.requests()).hasSize(1);
        }

        @Test
        void can_be_none() {
            coordinator.answers(202, "{\"items\": [], \"refused\": [], \"more\": false}");

            assertThat(run("--older-than=48h", "--reason=space").lines())
                    .containsExactly("No migration with journals ended so long ago.");
        }
    }
}
