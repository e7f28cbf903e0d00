package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The order in which migrations get their targets, and what an operator can change in it. */
class QueueTest extends ApplicationTest {
    /** The key of the lock of the queue. */
    private static final long QUEUE_LOCK = 0x10C_57E9;

    private final List<String> submitted = new ArrayList<>();

    /** The first migration on each target stays in its preflight. */
    @BeforeEach
    void holdTargets() {
        ignoreCommands(Command.Preflight.class::isInstance);
    }

    @AfterEach
    void cancelAll() {
        for (String id : submitted.reversed()) {
            if (allowedActions(id).contains("cancel")) {
                api.requestAction(id, "cancel", REASON, "*");
            }
        }
    }

    private String submitOn(String target) {
        String id = submit(TestPlans.singleStep(TestPlans.newName(), target));
        submitted.add(id);
        return id;
    }

    private List<String> allowedActions(String id) {
        return api.migration(id)
                .json()
                .path("allowedActions")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private JsonNode queueOf(String id) {
        return api.migration(id).json().path("queue");
    }

    private static List<String> texts(JsonNode items) {
        return items.valueStream().map(JsonNode::asString).toList();
    }

    private void prioritise(String id) {
        Api.Response response = api.requestAction(id, "prioritise", "{\"reason\": \"the release waits for it\"}");
        assertThat(response.status()).as(response.body()).isEqualTo(202);
    }

    @Nested
    class A_queued_migration {
        @Test
        void shows_its_position_and_the_migrations_before_it() {
            String running = submitOn("pg-1");
            String next = submitOn("pg-1");
            String last = submitOn("pg-1");
            assertThat(queueOf(running).isMissingNode()).isTrue();
            assertThat(queueOf(last).path("position").asInt()).isEqualTo(3);
            assertThat(texts(queueOf(last).path("behind"))).containsExactly(running, next);
            assertThat(api.requestAction(running, "cancel", REASON).status()).isEqualTo(202);
            Waits.await()
                    .untilAsserted(() ->
                            assertThat(queueOf(last).path("position").asInt()).isEqualTo(2));
        }

        @Test
        void is_moved_before_all_that_have_not_started_and_these_keep_their_order() {
            String running = submitOn("pg-1");
            String second = submitOn("pg-1");
            String third = submitOn("pg-1");
            String fourth = submitOn("pg-1");
            String other = submitOn("pg-1");
            prioritise(fourth);
            assertThat(texts(queueOf(other).path("behind"))).containsExactly(running, fourth, second, third);
            assertThat(texts(queueOf(fourth).path("behind"))).containsExactly(running);
            JsonNode event = api.get("/api/v1/migrations/%s/events".formatted(fourth))
                    .json()
                    .path("items")
                    .path(1);
            assertThat(event.path("type").asString()).isEqualTo("prioritised.v1");
            assertThat(event.path("reason").asString()).isEqualTo("the release waits for it");
            assertThat(api.requestAction(running, "cancel", REASON).status()).isEqualTo(202);
            awaitState(fourth, "PREFLIGHT");
            assertThat(api.migration(second).json().path("state").asString()).isEqualTo("QUEUED");
        }

        @Test
        void that_is_moved_waits_for_the_queue_before_it_locks_itself() throws Exception {
            submitOn("pg-1");
            submitOn("pg-1");
            List<String> moved = List.of(submitOn("pg-1"), submitOn("pg-1"));
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                List<Future<Api.Response>> responses;
                try (Connection connection = SharedCoordinator.connect();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("SELECT pg_advisory_xact_lock(%d)".formatted(QUEUE_LOCK));
                    responses = moved.stream()
                            .map(id -> threads.submit(() -> api.requestAction(id, "prioritise", REASON, "*")))
                            .toList();
                    Waits.await().until(() -> waitingForQueue() == 2);
                    // Otherwise each of the two could hold the row that the other one moves.
                    statement.execute("SELECT 1 FROM migration WHERE id IN ('%s', '%s') FOR UPDATE NOWAIT"
                            .formatted(moved.getFirst(), moved.getLast()));
                    connection.commit();
                }
                for (Future<Api.Response> response : responses) {
                    assertThat(response.get().status())
                            .as(response.get().body())
                            .isEqualTo(202);
                }
            }
            assertThat(moved.stream().map(id -> queueOf(id).path("position").asInt()))
                    .containsExactlyInAnyOrder(2, 3);
        }

        private static long waitingForQueue() {
            return Objects.requireNonNull(SharedCoordinator.jdbc()
                    .queryForObject(
                            """
                            SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
                            WHERE NOT granted AND locktype = 'advisory' AND objid = ? AND d.datname = current_database()
                            """,
                            Long.class,
                            QUEUE_LOCK));
        }

        @Test
        void has_only_its_position_in_a_list() {
            submitOn("pg-1");
            String queued = submitOn("pg-1");
            JsonNode item = api.get("/api/v1/migrations?target=pg-1&state=queued")
                    .json()
                    .path("items")
                    .path(0);
            assertThat(item.path("id").asString()).isEqualTo(queued);
            assertThat(item.path("queue").toString()).isEqualTo("{\"position\":2}");
        }

        @Test
        void that_is_first_already_is_not_moved() {
            submitOn("pg-1");
            String next = submitOn("pg-1");
            Api.Response response = api.requestAction(next, "prioritise", REASON);
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.body()).contains("no migration that has not started is before it");
        }

        @Test
        void is_found_by_its_labels_and_targets_after_it_was_overtaken() {
            submitOn("pg-1");
            String overtaken = submit(TestPlans.threeStores(TestPlans.newName()).replace("main-postgres", "pg-1"));
            submitted.add(overtaken);
            prioritise(submitOn("pg-1"));
            JsonNode items = api.get("/api/v1/migrations?label=ticket:SB-142&target=pg-1&state=queued")
                    .json()
                    .path("items");
            assertThat(items.valueStream().map(item -> item.path("id").asString()))
                    .containsExactly(overtaken);
        }
    }

    @Nested
    class A_preview {
        private JsonNode preview(String id, String action) {
            Api.Response response = tryAction(id, action + "?dryRun=true");
            assertThat(response.status()).as(response.body()).isEqualTo(200);
            return response.json();
        }

        private Api.Response tryAction(String id, String action) {
            return api.requestAction(id, action, REASON);
        }

        @Test
        void of_a_cancellation_names_the_steps_in_the_order_of_their_compensation_and_changes_nothing() {
            ignoreCommands(command -> command instanceof Command.Apply apply
                    && apply.step().id().value().equals("keys"));
            String id = submit(TestPlans.threeStores(TestPlans.newName()));
            submitted.add(id);
            Waits.await()
                    .untilAsserted(() -> assertThat(stepStates(id)).containsExactly("APPLIED", "APPLIED", "APPLYING"));
            JsonNode before = api.migration(id).json();
            JsonNode preview = preview(id, "cancel");
            assertThat(preview.path("state").asString()).isEqualTo("COMPENSATING");
            assertThat(texts(preview.path("compensates"))).containsExactly("keys", "documents", "rows");
            assertThat(preview.path("dispatches").path(0).path("direction").asString())
                    .isEqualTo("compensate");
            assertThat(preview.path("version").asLong())
                    .isEqualTo(before.path("version").asLong());
            assertThat(api.migration(id).json().path("version")).isEqualTo(before.path("version"));
            assertThat(worker.receivedCommands(id)).noneMatch(Command.Compensate.class::isInstance);
            assertThat(tryAction(id, "cancel").status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void of_a_rollback_does_not_claim_the_targets() {
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            assertThat(texts(preview(id, "rollback").path("compensates"))).containsExactly("only");
            String later = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            Api.Response refused = tryAction(id, "rollback?dryRun=true");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains(later);
        }

        @Test
        void of_a_move_in_the_queue_shows_the_place_that_it_would_get() {
            String running = submitOn("pg-1");
            String next = submitOn("pg-1");
            String last = submitOn("pg-1");
            assertThat(texts(preview(last, "prioritise").path("queue").path("behind")))
                    .containsExactly(running);
            assertThat(texts(queueOf(last).path("behind"))).containsExactly(running, next);
        }

        @Test
        void with_a_misspelt_parameter_does_nothing() {
            String id = submitOn("pg-1");
            Api.Response response = tryAction(id, "cancel?dryrun=true");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("nothing was done");
            assertThat(api.migration(id).json().path("state").asString()).isEqualTo("PREFLIGHT");
        }

        @Test
        void requires_the_current_version_as_the_action_does() {
            String id = submitOn("pg-1");
            assertThat(api.requestAction(id, "cancel?dryRun=true", REASON, "\"99\"")
                            .status())
                    .isEqualTo(412);
        }
    }
}
