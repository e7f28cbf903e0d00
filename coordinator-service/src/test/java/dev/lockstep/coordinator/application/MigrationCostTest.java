package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Counts what one migration costs the coordinator. Background work in the same time is counted too. */
class MigrationCostTest extends ApplicationTest {
    private static final int MIGRATIONS = 20;
    private static final int MAX_STATEMENTS = 40;
    private static final int MAX_COMMITS = 10;
    private static final int LINKED_MIGRATION_STATEMENTS = 2;
    private static final int COMMANDS = 6;
    private static final int PUBLIC_EVENTS = 5;

    @Nested
    class A_migration_of_three_steps {
        @Test
        void costs_the_coordinator_few_statements_and_commits() {
            assertFewStatements(TestPlans::threeStores);
        }

        @Test
        void costs_no_more_with_deadlines() {
            assertFewStatements(name -> TestPlans.threeStores(name)
                    .replace("spec:\n", "spec:\n  deadline: 1h\n")
                    .replace("      target:", "      deadline: 30m\n      target:"));
        }

        @Test
        void costs_two_more_statements_and_no_commit_with_contract_steps() {
            assertFewStatements(
                    name -> TestPlans.threeStores(name)
                            .replace("spec:\n", "spec:\n  contract: {confirmation: true, limit: 1h}\n")
                            .replace("    - id: keys\n", "    - id: keys\n      phase: contract\n"),
                    LINKED_MIGRATION_STATEMENTS);
        }

        private void assertFewStatements(UnaryOperator<String> planNamed) {
            assertFewStatements(planNamed, 0);
        }

        private void assertFewStatements(UnaryOperator<String> planNamed, int moreStatements) {
            // Workers report acceptance only for dispatches that run for a third of their lease.
            worker.useScript(command -> List.of(ScriptedWorker.success(command)));
            try (Subscriber subscriber = new Subscriber(SharedKafka.bootstrapServers(), Topics.MIGRATIONS)) {
                awaitCompleted(subscriber, submit(planNamed.apply(TestPlans.newName())));
                List<StatementCounter.Counts> runs = new ArrayList<>();
                for (int run = 0; run < MIGRATIONS; run++) {
                    StatementCounter.Counts before =
                            SharedCoordinator.statements().counts();
                    awaitCompleted(subscriber, submit(planNamed.apply(TestPlans.newName())));
                    runs.add(SharedCoordinator.statements().counts().minus(before));
                }
                // Background work only adds to a count, so the smallest count is closest to that of the migration
                // alone.
                assertThat(runs)
                        .extracting(StatementCounter.Counts::statements)
                        .anyMatch(count -> count <= MAX_STATEMENTS + moreStatements);
                assertThat(runs).extracting(StatementCounter.Counts::commits).anyMatch(count -> count <= MAX_COMMITS);
                assertThat(runs).extracting(StatementCounter.Counts::statements).allMatch(count -> count > 0);
                assertThat(runs).extracting(StatementCounter.Counts::commits).allMatch(count -> count > 0);
            }
        }

        @Test
        void sends_one_command_per_dispatch_and_one_public_event_per_change() {
            try (Subscriber subscriber = new Subscriber(SharedKafka.bootstrapServers(), Topics.MIGRATIONS)) {
                String id = submit(TestPlans.threeStores(TestPlans.newName()));
                assertThat(awaitCompleted(subscriber, id)).hasSize(PUBLIC_EVENTS);
                assertThat(worker.receivedCommands(id)).hasSize(COMMANDS);
            }
        }

        // The subscriber learns of the end without a request to the coordinator, whose statements would be counted.
        private static List<ConsumerRecord<String, byte[]>> awaitCompleted(Subscriber subscriber, String id) {
            return subscriber.readUntil(
                    message -> message.key().equals(id)
                            && Subscriber.header(message, "ce_type").endsWith("completed"),
                    message -> message.key().equals(id));
        }
    }

    @Nested
    class A_page_of_a_list {
        private static final int PAGE = 20;
        private static final int QUEUED = 4;
        private static final int FOR_LIST = 3;
        private static final int FOR_HISTORY = 5;
        private final List<String> submitted = new ArrayList<>();

        @AfterEach
        void cancelAll() {
            submitted.reversed().forEach(id -> api.requestAction(id, "cancel", REASON, "*"));
        }

        @Test
        void costs_four_statements_for_each_ten_migrations() {
            completePage();
            assertThat(fewestStatements("/api/v1/migrations?target=pg-8&state=COMPLETED&limit=" + PAGE, PAGE))
                    .isLessThanOrEqualTo(FOR_LIST + 4 * PAGE / 10);
        }

        @Test
        void costs_six_statements_for_each_ten_migrations_and_one_for_each_in_a_history() {
            completePage();
            // The dry run of each plan is looked up.
            assertThat(fewestStatements("/api/v1/targets/pg-8/current?limit=" + PAGE, PAGE))
                    .isLessThanOrEqualTo(FOR_HISTORY + 6 * PAGE / 10 + PAGE);
            assertThat(fewestStatements("/api/v1/targets/pg-8/history?limit=" + PAGE, PAGE))
                    .isLessThanOrEqualTo(FOR_HISTORY + 6 * PAGE / 10 + PAGE);
        }

        @Test
        void costs_three_more_statements_for_each_queued_migration_and_asks_once_for_the_open_freeze() {
            ignoreCommands(Command.Preflight.class::isInstance);
            for (int number = 0; number <= QUEUED; number++) {
                submitted.add(submit(TestPlans.singleStep(TestPlans.newName(), "pg-7")));
            }
            String path = "/api/v1/migrations?target=pg-7&state=QUEUED&limit=" + QUEUED;
            // The journals of a migration that has not ended are not looked up.
            assertThat(fewestStatements(path, QUEUED)).isLessThanOrEqualTo(FOR_LIST + 3 + 3 * QUEUED);
            assertThat(fewest(path, QUEUED, () -> SharedCoordinator.statements().countOf("JOIN freeze_state")))
                    .isEqualTo(1);
        }

        private void completePage() {
            for (int number = 0; number < PAGE; number++) {
                submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            }
        }

        private long fewestStatements(String path, int items) {
            return fewest(
                    path, items, () -> SharedCoordinator.statements().counts().statements());
        }

        // Background work only adds to a count.
        private long fewest(String path, int items, LongSupplier count) {
            long fewest = Long.MAX_VALUE;
            for (int run = 0; run < MIGRATIONS; run++) {
                long before = count.getAsLong();
                assertThat(api.get(path).json().path("items").size()).isEqualTo(items);
                fewest = Math.min(fewest, count.getAsLong() - before);
            }
            return fewest;
        }
    }
}
