package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DryRunCommandTest extends PlanCommandCase {
    DryRunCommandTest() throws IOException {}

    private static String dryRun(String state, String steps) {
        return """
                {"id": "m-1", "name": "p", "state": "%s", "dryRun": true, "version": 7, "round": 1,
                 "submittedAt": "2026-01-01T00:00:00Z", "steps": [%s]}
                """
                .formatted(state, steps);
    }

    private static String step(String id, String state, String outcome) {
        return """
                {"id": "%s", "target": "t", "operation": "o", "state": "%s", "dryRun": %s}
                """
                .formatted(id, state, outcome);
    }

    private static String passed(String step, String findings) {
        return """
                {"type": "passed", "step": "%s", "result": {"units": 1200, "counts": {"skipped.malformed": 2},
                 "samples": [{"unit": "k", "before": "1", "after": "2"}, {"unit": "l", "after": "3"}],
                 "undo": {"exactness": "exact"}, "journalBytes": 1500, "milliseconds": 2500, "notes": ["an estimate"], "findings": %s}}
                """
                .formatted(step, findings);
    }

    @Nested
    class A_plan_that_can_be_applied {
        @Test
        void is_posted_as_a_dry_run_and_described_step_by_step() {
            coordinator()
                    .answers(202, dryRun("QUEUED", ""))
                    .answers(
                            200,
                            dryRun(
                                    "DRY_RUN_COMPLETED",
                                    """
                                    %s, %s, %s"""
                                            .formatted(
                                                    step(
                                                            "a",
                                                            "DRY_RUN_PASSED",
                                                            passed(
                                                                    "a",
                                                                    """
                                    {"type": "redis", "keysByType": {"string": 3}, "keysByExpiry": {"none": 3},
                                     "memoryBytes": 2500000}""")),
                                                    step(
                                                            "b",
                                                            "DRY_RUN_PASSED",
                                                            passed(
                                                                    "b",
                                                                    """
                                    {"type": "mongo", "collection": "c", "documents": 9000, "index": "by_owner",
                                     "plan": "IXSCAN by_owner"}""")),
                                                    step(
                                                            "c",
                                                            "DRY_RUN_PASSED",
                                                            passed(
                                                                    "c",
                                                                    """
                                    {"type": "postgres", "locksHeldMilliseconds": 40,
                                     "statements": [{"text": "ALTER TABLE t", "lock": "AccessExclusiveLock",
                                       "relation": "public.t", "rows": 0, "milliseconds": 3},
                                      {"text": "SELECT 1", "rows": 1, "milliseconds": 0}],
                                     "tables": [{"table": "public.t", "inserted": 0, "updated": 5, "deleted": 0,
                                       "rewritten": true}],
                                     "objects": ["create column public.t.n"], "notTried": ["VACUUM t"]}""")))));

            CommandRun run = run("dry-run");

            assertThat(coordinator().requests().getFirst().line()).isEqualTo("POST /api/v1/migrations?dryRun=true");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "Dry run of p is DRY_RUN_COMPLETED",
                            "1,200 would change (skipped.malformed 2), in about 2.5 s; the journal would take about 1.5 kB",
                            "an undo is exact",
                            "note: an estimate",
                            "k: 1 -> 2",
                            "l: (none) -> 3",
                            "matching keys by type: string 3; by expiry: none 3; memory about 2.5 MB",
                            "c: IXSCAN by_owner, about 9,000 documents",
                            "ALTER TABLE t  [AccessExclusiveLock on public.t, 0 rows, 3 ms]",
                            "SELECT 1  [no lock, 1 rows, 0 ms]",
                            "public.t: 0 inserted, 5 updated, 0 deleted, rewritten",
                            "create column public.t.n",
                            "not tried: VACUUM t",
                            "locks held for 40 ms");
        }
    }

    @Nested
    class A_plan_that_cannot_be_applied {
        @Test
        void ends_with_1_and_the_failure_of_the_step() {
            coordinator()
                    .answers(202, dryRun("QUEUED", ""))
                    .answers(
                            200,
                            dryRun(
                                    "REJECTED",
                                    """
                                    %s, %s"""
                                            .formatted(
                                                    step(
                                                            "a",
                                                            "DRY_RUN_FAILED",
                                                            """
                                    {"type": "failed", "step": "a", "failure": {"type": "permanent", "code": "42P01",
                                     "message": "no such table", "effect": "none"}}"""),
                                                    step(
                                                            "b",
                                                            "PENDING",
                                                            """
                                    {"type": "not-tried", "step": "b", "reason": "step a failed"}"""))));

            CommandRun run = run("dry-run");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains(
                            "Dry run of p is REJECTED: step \"a\" failed with 42P01: no such table",
                            "not tried: step a failed");
        }
    }

    @Nested
    class A_plan_with_a_step_that_was_not_tried {
        @Test
        void ends_with_1_although_nothing_failed() {
            coordinator()
                    .answers(202, dryRun("QUEUED", ""))
                    .answers(
                            200,
                            dryRun(
                                    "DRY_RUN_COMPLETED",
                                    step(
                                            "a",
                                            "PENDING",
                                            """
                    {"type": "not-tried", "step": "a", "reason": "the dry run took longer than 30 s"}""")));

            CommandRun run = run("dry-run");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("DRY_RUN_COMPLETED, but not every step was tried", "longer than 30 s");
        }
    }

    @Nested
    class An_applied_step {
        @Test
        void is_compared_with_its_dry_run() {
            coordinator()
                    .answers(
                            200,
                            """
                    {"id": "m-1", "name": "p", "state": "COMPLETED", "dryRun": false, "version": 7, "round": 1,
                     "steps": [{"id": "s", "target": "t", "operation": "o", "state": "APPLIED",
                       "result": {"changed": 1201}, "milliseconds": 3100,
                       "estimate": {"dryRun": "m-0", "units": 1200, "journalBytes": 1500, "milliseconds": 2500}}]}
                    """);

            assertThat(CommandRun.of("status", "--url=" + coordinator().url(), "m-1")
                            .out())
                    .contains("1,201 changed in 3.1 s (dry run: 1,200 in about 2.5 s)");
        }
    }
}
