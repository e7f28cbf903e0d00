package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RehearseCommandTest extends PlanCommandCase {
    private static final String RESULT =
            """
            {"copy": "lockstep_rehearsal_1", "units": 12000, "complete": false, "digest": "%s", "milliseconds": 4200,
             "steps": [{"step": "a", "changed": 10, "restored": 10, "applyMilliseconds": 1500,
                        "compensateMilliseconds": 700},
                       {"step": "b", "changed": 3, "applyMilliseconds": 20}],
             "notes": ["the copy has no event triggers"]}"""
                    .formatted("a".repeat(64));

    RehearseCommandTest() throws IOException {}

    private static String rehearsal(String state, String step) {
        return """
               {"id": "m-1", "name": "p", "state": "%s", "rehearsal": true, "version": 7, "round": 1,
                "submittedAt": "2026-01-01T00:00:00Z", "steps": [%s]}
               """
                .formatted(state, step);
    }

    private CommandRun run(String state, String step) {
        coordinator().answers(202, rehearsal("QUEUED", "")).answers(200, rehearsal(state, step));
        return run("rehearse");
    }

    @Nested
    class A_rehearsal {
        @Test
        void that_passes_ends_with_0_and_says_what_it_did() {
            CommandRun run = run(
                    "REHEARSAL_COMPLETED",
                    """
                    {"id": "a", "target": "t", "operation": "o", "state": "REHEARSED", "rehearsal": %s}"""
                            .formatted(RESULT));

            assertThat(coordinator().requests().getFirst().line()).isEqualTo("POST /api/v1/migrations?rehearse=true");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "Rehearsal of p is REHEARSAL_COMPLETED",
                            "rehearsed on scratch copy lockstep_rehearsal_1 with 12,000 units (a sample), in 4.2 s",
                            "a: 10 changed in 1.5 s, 10 restored in 700 ms",
                            "b: 3 changed in 20 ms, not undone",
                            "digest before and after the undo: aaaa",
                            "note: the copy has no event triggers");
        }

        @Test
        void that_fails_ends_with_1_and_the_reason() {
            CommandRun run = run(
                    "REJECTED",
                    """
                    {"id": "a", "target": "t", "operation": "o", "state": "REHEARSING",
                     "failure": {"type": "permanent", "code": "rehearsal-failed", "effect": "none",
                       "message": "rows of table users differ"}}""");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains("Rehearsal of p is REJECTED: step \"a\" failed with rehearsal-failed: "
                            + "rows of table users differ");
        }
    }
}
