package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AuditCommandsTest {

    private final FakeCoordinator coordinator;

    AuditCommandsTest() throws IOException {
        coordinator = new FakeCoordinator();
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--url=" + coordinator.url());
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Nested
    class A_verification {

        @Test
        void prints_the_last_hash_of_an_intact_trail() {
            coordinator.answers(200, "{\"entries\": 7, \"lastHash\": \"ab01\"}");
            CommandRun run = run("audit", "verify");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("intact: 7 entries, last hash ab01");
        }

        @Test
        void names_the_first_broken_link_and_fails() {
            coordinator.answers(
                    200,
                    "{\"entries\": 2, \"lastHash\": \"ab01\", \"brokenAt\": 3, \"finding\": \"the entry is missing\"}");
            CommandRun run = run("audit", "verify");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("broken at entry 3: the entry is missing");
        }
    }

    @Nested
    class An_export {

        @Test
        void prints_one_event_per_line_from_all_pages() {
            coordinator
                    .answers(200, "[{\"sequence\": \"4\"}, {\"sequence\": \"5\"}]")
                    .answers(200, "[{\"sequence\": \"6\"}]")
                    .answers(200, "[]");
            CommandRun run = run("audit", "export", "--after=3");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out().lines())
                    .containsExactly("{\"sequence\":\"4\"}", "{\"sequence\":\"5\"}", "{\"sequence\":\"6\"}");
            assertThat(coordinator.requests())
                    .extracting(FakeCoordinator.ReceivedRequest::line)
                    .containsExactly(
                            "GET /api/v1/audit?limit=1000&after=3",
                            "GET /api/v1/audit?limit=1000&after=5",
                            "GET /api/v1/audit?limit=1000&after=6");
        }
    }
}
