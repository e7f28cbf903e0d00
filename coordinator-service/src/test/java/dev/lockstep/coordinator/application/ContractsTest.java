package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.testservers.SharedKafka;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ContractsTest extends ApplicationTest {
    private static final String CONFIRMATION = "{confirmation: true}";
    private static final String CHECK = "{checks: [{target: pg-7, sql: SELECT count(*) FROM old_readers, equals: 0}]}";

    private static String plan(String contract) {
        return """
               apiVersion: lockstep.dev/v1
               kind: MigrationPlan
               metadata: {name: %s, labels: {kind: contract}}
               spec:
                 contract: %s
                 steps:
                   - id: add
                     target: pg-7
                     operation: {type: postgres.sql, version: "1", up: SELECT 1, down: SELECT 2}
                   - id: remove
                     target: pg-8
                     operation: {type: postgres.sql, version: "2", up: SELECT 3, down: SELECT 4}
                     phase: contract
               """
                .formatted(TestPlans.newName(), contract);
    }

    private JsonNode view(String id) {
        return api.migration(id).json();
    }

    private String contractOf(String id) {
        return view(id).at("/contract/migration").asString();
    }

    private int act(String id, String action) {
        return api.requestAction(id, action, REASON).status();
    }

    private List<String> eventTypes(String id) {
        return api.get("/api/v1/migrations/%s/events".formatted(id))
                .json()
                .path("items")
                .valueStream()
                .map(event -> event.path("type").asString())
                .toList();
    }

    /** Makes the worker find this many rows that are still read. */
    private void findOldReaders(String found) {
        worker.useScript(command -> command instanceof Command.Check check
                ? List.of(ScriptedWorker.checked(check, found, found.equals("0")))
                : ScriptedWorker.acceptAndSucceed(command));
    }

    @Nested
    class A_plan_with_contract_steps {
        @Test
        void completes_and_frees_its_targets_before_they_are_applied() {
            String id = submitAndComplete(plan(CONFIRMATION));
            String contract = contractOf(id);
            assertThat(view(id).path("steps")).hasSize(1);
            assertThat(view(id).at("/contract/state").asString()).isEqualTo("AWAITING_CONTRACT");
            assertThat(view(id).at("/contract/waitingFor").asString()).contains("an operator confirms");
            assertThat(view(id).at("/plan/spec/steps")).hasSize(2);
            assertThat(eventTypes(id)).startsWith("submitted-with-contract.v1").endsWith("completed.v1");
            assertThat(view(contract).path("expand").asString()).isEqualTo(id);
            assertThat(view(contract).path("labels").path("kind").asString()).isEqualTo("contract");
            assertThat(worker.receivedCommands(contract)).isEmpty();
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            assertThat(act(contract, "cancel")).isEqualTo(202);
        }

        @Test
        void has_the_version_of_its_contract_step_only_after_the_contract() {
            String id = submitAndComplete(plan(CONFIRMATION).replace("pg-8", "pg-7"));
            String path = "/api/v1/targets/pg-7/current";
            assertThat(api.get(path).json().path("version").asString()).isEqualTo("1");
            assertThat(act(contractOf(id), "contract")).isEqualTo(202);
            awaitState(contractOf(id), "COMPLETED");
            assertThat(api.get(path).json().path("version").asString()).isEqualTo("2");
        }

        @Test
        void is_the_same_migration_when_it_is_posted_again() {
            String plan = plan(CONFIRMATION);
            String id = submitAndComplete(plan);
            Api.Response again = api.submitYaml(plan);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.id()).isEqualTo(id);
            assertThat(act(contractOf(id), "cancel")).isEqualTo(202);
        }

        @Test
        void is_tried_without_them() {
            String id = api.post("/api/v1/migrations?dryRun=true", "application/yaml", plan(CONFIRMATION))
                    .id();
            awaitState(id, "DRY_RUN_COMPLETED");
            assertThat(view(id).path("steps")).hasSize(1);
            assertThat(view(id).at("/contract/steps/0").asString()).isEqualTo("remove");
            assertThat(view(id).path("contract").has("migration")).isFalse();
        }

        @Test
        void links_both_migrations_in_public_events() {
            try (Subscriber subscriber = new Subscriber(SharedKafka.bootstrapServers(), "lockstep.migrations")) {
                String id = submitAndComplete(plan(CONFIRMATION));
                String contract = contractOf(id);
                assertThat(act(contract, "contract")).isEqualTo(202);
                awaitState(contract, "COMPLETED");
                List<String> events = subscriber
                        .readUntil(
                                message -> contract.equals(message.key())
                                        && Subscriber.header(message, "ce_type").endsWith(".completed"),
                                message -> id.equals(message.key()) || contract.equals(message.key()))
                        .stream()
                        .map(message -> Subscriber.header(message, "ce_type") + " "
                                + new String(message.value(), StandardCharsets.UTF_8))
                        .toList();
                assertThat(events)
                        .anyMatch(event -> event.contains(".completed")
                                && event.contains("\"contract\":\"%s\"".formatted(contract)))
                        .anyMatch(event ->
                                event.contains(".started") && event.contains("\"expand\":\"%s\"".formatted(id)));
            }
        }
    }

    @Nested
    class A_migration_of_contract_steps {
        @Test
        void begins_when_an_operator_confirms() {
            String contract = contractOf(submitAndComplete(plan(CONFIRMATION)));
            assertThat(view(contract).path("allowedActions").valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrder("contract", "cancel");
            assertThat(view(contract).at("/contractWait/needsConfirmation").asBoolean())
                    .isTrue();
            assertThat(api.withGrants("submitter")
                            .requestAction(contract, "contract", REASON)
                            .status())
                    .isEqualTo(403);
            assertThat(api.requestAction(contract, "contract", REASON, "\"99\"").status())
                    .isEqualTo(412);
            assertThat(api.withGrants("operator")
                            .requestAction(contract, "contract", REASON)
                            .status())
                    .isEqualTo(202);
            awaitState(contract, "COMPLETED");
            assertThat(eventTypes(contract))
                    .startsWith("submitted-as-contract.v1", "contract-confirmed.v1", "enqueued.v1", "started.v1");
            assertThat(api.requestAction(contract, "contract", REASON).body())
                    .contains("does not wait for an operator");
        }

        @Test
        void begins_after_a_delay() {
            String contract = contractOf(submitAndComplete(plan("{delay: 1s}")));
            assertThat(view(contract).path("name").asString()).endsWith("-contract");
            awaitState(contract, "COMPLETED");
            assertThat(eventTypes(contract)).contains("contract-due.v1");
        }

        @Test
        void begins_when_its_checks_are_met() {
            findOldReaders("3");
            String contract = contractOf(submitAndComplete(plan(CHECK)));
            Waits.await().untilAsserted(() -> {
                JsonNode check = view(contract).at("/contractWait/checks/0");
                assertThat(check.path("found").asString()).isEqualTo("3");
                assertThat(check.path("met").asBoolean()).isFalse();
                assertThat(view(contract).path("waitingFor").asString()).contains("equals 0 (found 3)");
            });
            assertThat(view(contract).path("state").asString()).isEqualTo("AWAITING_CONTRACT");
            findOldReaders("0");
            awaitState(contract, "COMPLETED");
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(contract))
                            .body())
                    .contains("contract-checked.v1", "SELECT count(*) FROM old_readers");
            assertThat(SharedCoordinator.jdbc()
                            .queryForList("SELECT 1 FROM contract_check WHERE migration_id = ?::uuid", contract))
                    .isEmpty();
        }

        @Test
        void says_why_a_check_could_not_run_and_asks_again() {
            worker.useScript(command -> command instanceof Command.Check
                    ? List.of(new Report.Failed(
                            ScriptedWorker.headerFor(command),
                            new StepFailure.Unreachable("08006", "connection refused")))
                    : ScriptedWorker.acceptAndSucceed(command));
            String contract = contractOf(submitAndComplete(plan(CHECK)));
            Waits.await().untilAsserted(() -> assertThat(
                            view(contract).at("/contractWait/checks/0/failure").asString())
                    .isEqualTo("08006: connection refused"));
            succeedFromNowOn();
            awaitState(contract, "COMPLETED");
        }

        @Test
        void asks_again_at_once_when_the_last_other_condition_holds() {
            String contract =
                    contractOf(submitAndComplete(plan(CHECK.replace("{checks", "{confirmation: true, checks"))));
            Waits.await().untilAsserted(() -> assertThat(
                            view(contract).at("/contractWait/checks/0/met").asBoolean())
                    .isTrue());
            assertThat(view(contract).path("state").asString()).isEqualTo("AWAITING_CONTRACT");
            assertThat(act(contract, "contract")).isEqualTo(202);
            awaitState(contract, "COMPLETED");
        }

        @Test
        void is_cancelled_at_its_limit() {
            String contract = contractOf(submitAndComplete(plan("{confirmation: true, limit: 1s}")));
            awaitState(contract, "CANCELLED");
            assertThat(worker.receivedCommands(contract)).isEmpty();
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(contract))
                            .body())
                    .contains("the contract steps had not begun at");
        }

        @Test
        void is_found_by_its_target_and_its_name() {
            String contract = contractOf(submitAndComplete(plan(CONFIRMATION)));
            String name = view(contract).path("name").asString();
            assertThat(api.get("/api/v1/migrations?target=pg-8&name=" + name).body())
                    .contains(contract);
            assertThat(act(contract, "cancel")).isEqualTo(202);
        }
    }

    @Nested
    class A_rollback {
        @Test
        void of_the_first_migration_cancels_the_waiting_one() {
            String id = submitAndComplete(plan(CONFIRMATION));
            String contract = contractOf(id);
            assertThat(act(id, "rollback")).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
            awaitState(contract, "CANCELLED");
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(contract))
                            .body())
                    .contains("whose contract steps these are, is rolled back: requested by a test");
            assertThat(view(id).at("/contract/state").asString()).isEqualTo("CANCELLED");
        }

        @Test
        void of_the_first_migration_is_refused_once_the_contract_steps_have_begun() {
            String id = submitAndComplete(plan(CONFIRMATION));
            String contract = contractOf(id);
            ignoreCommands(command -> command.header().migration().toString().equals(contract));
            assertThat(act(contract, "contract")).isEqualTo(202);
            awaitState(contract, "PREFLIGHT");
            assertThat(view(id).path("allowedActions")).isEmpty();
            assertThat(api.requestAction(id, "rollback", REASON).body())
                    .contains("its contract steps have begun as migration %s, which is PREFLIGHT; cancel %s first"
                            .formatted(contract, contract));
            succeedFromNowOn();
            awaitState(contract, "COMPLETED");
            Api.Response refused = api.requestAction(id, "rollback", REASON);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("roll back %s first".formatted(contract));
            assertThat(act(contract, "rollback")).isEqualTo(202);
            awaitState(contract, "ROLLED_BACK");
            assertThat(act(id, "rollback")).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void and_the_begin_of_the_contract_steps_exclude_each_other() throws InterruptedException, ExecutionException {
            for (int round = 0; round < 10; round++) {
                String id = submitAndComplete(plan(CONFIRMATION));
                String contract = contractOf(id);
                try (ExecutorService both = Executors.newFixedThreadPool(2)) {
                    List<Future<Integer>> answers = both.invokeAll(List.<Callable<Integer>>of(
                            () -> api.requestAction(id, "rollback", REASON, "*").status(),
                            () -> api.requestAction(contract, "contract", REASON, "*")
                                    .status()));
                    List<Integer> statuses =
                            List.of(answers.getFirst().get(), answers.getLast().get());
                    assertThat(statuses).containsExactlyInAnyOrder(202, 409);
                    boolean isRolledBack = statuses.getFirst() == 202;
                    awaitState(id, isRolledBack ? "ROLLED_BACK" : "COMPLETED");
                    awaitState(contract, isRolledBack ? "CANCELLED" : "COMPLETED");
                }
            }
        }
    }
}
