package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PurgeTest extends PurgeCase {
    /** Lets the journals of the migration wait for a worker of a target that no worker has registered. */
    private static void storeWaitingPurgeOfUnknownTarget(String migration) {
        SharedCoordinator.jdbc()
                .update(
                        """
                        WITH decided AS (
                            INSERT INTO purge (migration_id, ended_at, decided_at, actor, reason)
                            SELECT id, purgeable_since, now(), '{"name": "coordinator", "kind": "coordinator"}', 'a test'
                            FROM migration WHERE id = ?::uuid RETURNING migration_id)
                        INSERT INTO step_purge
                            (migration_id, number, step, target, fence, dispatch, state, due, attempts, failures)
                        SELECT migration_id, 1, 'only', 'gone-' || migration_id, 1, nextval('dispatch_number'), 'WAITING',
                            now() - interval '2 hours', 0, 0
                        FROM decided
                        """,
                        migration);
    }

    @Nested
    class A_purge {
        @Test
        void is_sent_for_each_step_and_raises_no_fence_that_its_target_has_reported() {
            String id = submitAndComplete(TestPlans.threeStores(TestPlans.newName()));
            Api.Response requested = purge(id);
            assertThat(requested.status()).as(requested.body()).isEqualTo(202);
            assertThat(requested.headers().get("location")).isEqualTo(path(id));
            JsonNode purge = awaitPurged(id);
            assertThat(purge.path("steps").valueStream())
                    .hasSize(3)
                    .allMatch(step -> step.path("state").asString().equals("PURGED"));
            assertThat(purge.at("/actor/name").asString()).isEqualTo("first-token");
            assertThat(purges(id)).hasSize(3).allSatisfy(command -> {
                assertThat(command.fence()).isNull();
                assertThat(command.header().unitsPerSecond()).isEqualTo(20_000);
                assertThat(command.header().identity()).isNotNull();
            });
        }

        @Test
        void of_a_step_with_limits_names_the_step_that_the_worker_applied() {
            String id = submitAndComplete(TestPlans.withLimits(TestPlans.newName(), TARGET));
            purge(id);
            awaitPurged(id);
            assertThat(purges(id).getFirst().header().checksum())
                    .isEqualTo(worker.receivedCommands(id).stream()
                            .filter(Command.Apply.class::isInstance)
                            .map(command -> command.header().checksum())
                            .findFirst()
                            .orElseThrow());
        }

        @Test
        void is_shown_in_the_migration_which_can_no_longer_be_rolled_back() {
            String id = completed();
            assertThat(api.migration(id).json().has("purgeDue")).isTrue();
            assertThat(api.migration(id).json().path("allowedActions").toString())
                    .contains("rollback");
            ignoreCommands(Command.Purge.class::isInstance);
            String etag = String.valueOf(api.migration(id).headers().get("etag"));
            purge(id);
            Api.Response deciding = api.migration(id);
            assertThat(deciding.headers().get("etag")).isNotEqualTo(etag);
            assertThat(deciding.json().at("/purge/reason").asString()).isEqualTo("a test of purges");
            assertThat(deciding.json().at("/purge").has("purgedAt")).isFalse();
            assertThat(deciding.json().has("purgeDue")).isFalse();
            assertThat(deciding.json().path("allowedActions").size()).isZero();
            assertThat(deciding.json().path("undoLimit").asString()).contains("are being purged since");
            Api.Response rollback = api.requestAction(id, "rollback", REASON);
            assertThat(rollback.status()).isEqualTo(409);
            assertThat(rollback.json().path("detail").asString())
                    .contains("cannot be rolled back: its journals are being purged since", "submit a plan");
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            awaitPurged(id);
            assertThat(api.migration(id).json().at("/purge").has("purgedAt")).isTrue();
            assertThat(api.get("/api/v1/migrations?name="
                                    + api.migration(id).json().path("name").asString())
                            .json()
                            .at("/items/0/allowedActions")
                            .size())
                    .isZero();
            assertThat(api.requestAction(id, "rollback", REASON)
                            .json()
                            .path("detail")
                            .asString())
                    .contains("its journals were purged at");
        }

        @Test
        void counts_the_rows_and_bytes_that_workers_have_removed() {
            String id = completed();
            worker.useScript(command -> command instanceof Command.Purge
                    ? List.of(new Report.Succeeded(
                            ScriptedWorker.headerFor(command), new StepResult(41, Map.of("bytes", 4_100L), null, null)))
                    : ScriptedWorker.acceptAndSucceed(command));
            purge(id);
            JsonNode purge = awaitPurged(id);
            assertThat(purge.path("rows").asInt()).isEqualTo(41);
            assertThat(purge.path("bytes").asInt()).isEqualTo(4_100);
        }

        @Test
        void of_a_migration_that_was_rolled_back_or_closed_is_possible() {
            String rolledBack = completed();
            api.requestAction(rolledBack, "rollback", REASON);
            awaitState(rolledBack, "ROLLED_BACK");
            purge(rolledBack);
            awaitPurged(rolledBack);
            assertThat(purges(rolledBack)).singleElement().satisfies(command -> assertThat(command.fence())
                    .isNull());
            String closed = completed();
            failCommands(Command.Compensate.class::isInstance);
            api.requestAction(closed, "rollback", REASON);
            awaitState(closed, "NEEDS_OPERATOR");
            assertRefused(purge(closed), "needs an operator");
            api.requestAction(closed, "close", REASON);
            awaitState(closed, "CLOSED_BY_OPERATOR");
            purge(closed);
            awaitPurged(closed);
            assertThat(purges(closed)).singleElement().satisfies(command -> assertThat(command.fence())
                    .as("the compensation that the target has not accepted")
                    .isEqualTo(worker.receivedCommands(closed).stream()
                            .filter(Command.Compensate.class::isInstance)
                            .map(compensation -> compensation.header().dispatch())
                            .max(Comparator.naturalOrder())
                            .orElseThrow()));
        }

        @Test
        void requested_twice_is_the_same() {
            String id = completed();
            assertThat(purge(id).status()).isEqualTo(202);
            Api.Response second = purge(id);
            assertThat(second.status()).isEqualTo(200);
            awaitPurged(id);
            assertThat(purge(id).status()).isEqualTo(200);
            assertThat(purges(id)).hasSize(1);
        }

        @Test
        void without_an_answer_is_sent_again_under_the_same_number() {
            String id = completed();
            ignoreFirstCommand(Command.Purge.class::isInstance);
            purge(id);
            awaitPurged(id);
            assertThat(purges(id)).hasSizeGreaterThan(1);
            assertThat(purges(id).stream()
                            .map(command -> command.header().dispatch())
                            .distinct())
                    .hasSize(1);
        }

        @Test
        void that_failed_shows_why_and_is_attempted_again_after_a_while() {
            String id = completed();
            AtomicBoolean works = new AtomicBoolean();
            worker.useScript(command -> command instanceof Command.Purge && !works.get()
                    ? List.of(new Report.Failed(
                            ScriptedWorker.headerFor(command),
                            StepFailure.Permanent.withoutEffect("42501", "permission denied")))
                    : ScriptedWorker.acceptAndSucceed(command));
            purge(id);
            Waits.await()
                    .until(() -> shown(id).at("/steps/0/finding").asString().contains("permission denied"));
            assertThat(shown(id).at("/steps/0/state").asString()).isIn("WAITING", "REQUESTED");
            works.set(true);
            assertThat(awaitPurged(id).at("/steps/0").has("finding")).isFalse();
        }

        @Test
        void has_an_audit_entry_with_the_reason() {
            String id = completed();
            purge(id);
            long last =
                    api.get("/api/v1/audit/verification").json().path("entries").longValue();
            JsonNode entry =
                    api.get("/api/v1/audit?limit=1&after=" + (last - 1)).json().path(0);
            assertThat(entry.path("subject").asString()).isEqualTo(id + "/purge");
            assertThat(entry.at("/data/reason").asString()).isEqualTo("a test of purges");
        }

        @Test
        void waits_while_a_migration_holds_its_target() {
            String id = completed();
            String other = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            ignoreCommands(Command.Apply.class::isInstance);
            String running = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
            awaitState(running, "APPLYING");
            purge(id);
            purge(other);
            awaitPurged(other);
            assertThat(shown(id).at("/steps/0/state").asString()).isEqualTo("WAITING");
            assertThat(purges(id)).isEmpty();
            api.requestAction(running, "cancel", REASON);
            awaitState(running, "ROLLED_BACK");
            awaitPurged(id);
        }

        @Test
        void of_a_target_whose_worker_is_gone_waits_and_holds_no_other_back() {
            List<String> gone = Stream.generate(PurgeTest.this::completed)
                    .limit(6)
                    .peek(PurgeTest::storeWaitingPurgeOfUnknownTarget)
                    .toList();
            String id = completed();
            purge(id);
            awaitPurged(id);
            assertThat(gone).allSatisfy(waiting -> {
                assertThat(shown(waiting).at("/steps/0/state").asString()).isEqualTo("WAITING");
                assertThat(shown(waiting).at("/steps/0/attempts").asInt()).isZero();
            });
        }

        @Test
        void waits_until_the_purge_before_it_on_the_same_target_has_ended() {
            List<String> ids = Stream.generate(
                            () -> submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5")))
                    .limit(3)
                    .toList();
            AtomicBoolean answers = new AtomicBoolean();
            ignoreCommands(command -> command instanceof Command.Purge && !answers.get());
            ids.forEach(this::purgeNow);
            Waits.await().until(() -> ids.stream().anyMatch(id -> !purges(id).isEmpty()));
            assertThat(ids.stream().filter(id -> !purges(id).isEmpty())).hasSize(1);
            answers.set(true);
            ids.forEach(PurgeTest.this::awaitPurged);
        }

        private void purgeNow(String id) {
            assertThat(purge(id).status()).isEqualTo(202);
        }
    }

    @Nested
    class A_rollback_at_the_same_time {
        @Test
        void is_complete_or_refused() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                for (int round = 0; round < 12; round++) {
                    String id = completed();
                    Future<Api.Response> purge = threads.submit(() -> purge(id));
                    boolean isRolledBack =
                            api.requestAction(id, "rollback", REASON).status() == 202;
                    boolean isPurged = purge.get().status() == 202;
                    assertThat(isRolledBack || isPurged).isTrue();
                    awaitState(id, isRolledBack ? "ROLLED_BACK" : "COMPLETED");
                    if (isPurged) {
                        awaitPurged(id);
                    }
                    assertThat(worker.receivedCommands(id).stream().dropWhile(c -> !(c instanceof Command.Purge)))
                            .as("after the purge no step is compensated")
                            .allMatch(Command.Purge.class::isInstance);
                }
            }
        }
    }
}
