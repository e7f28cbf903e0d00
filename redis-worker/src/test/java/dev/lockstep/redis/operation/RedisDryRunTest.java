package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.DryRunOfStep;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.JournalEntry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisDryRunTest {
    private static final int MANY = 5 * TestRedis.BATCH_SIZE;
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private static List<String> notesOf(DryRunOutcome outcome) {
        return outcome instanceof DryRunOutcome.Passed passed ? passed.result().notes() : List.of(outcome.toString());
    }

    private DryRunResult resultOf(RedisOperation operation) {
        try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
            return DryRunOfStep.result(worker, operation);
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void does_not_raise_the_fence_and_has_no_step_in_the_journal() {
            redis.seedObjects(MANY);
            ContractMigration migration = ContractMigration.of(Transforms.move());
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                DryRunOfStep.outcomes(worker, migration.dryRun(9));
                assertThat(worker.target().journal().read(migration.key())).isEqualTo(JournalEntry.EMPTY);
                assertThat(worker.run(migration.apply(1))).isInstanceOf(Report.Succeeded.class);
            }
        }

        @Test
        void that_is_stopped_sends_no_report_and_leaves_nothing() {
            redis.seedObjects(MANY);
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                ContractMigration migration = ContractMigration.of(Transforms.move());
                worker.run(migration.preflight(1));
                String before = redis.digest() + redis.journalKeys();
                worker.supersedeAfter(2);
                assertThat(worker.run(migration.dryRun(2))).isInstanceOf(Report.Accepted.class);
                assertThat(worker.reportedProgress()).hasSize(2);
                assertThat(redis.digest() + redis.journalKeys()).isEqualTo(before);
            }
        }

        @Test
        void runs_no_command_that_writes() {
            redis.seedObjects(MANY);
            redis.call("SET", "b:1", "old");
            List<RedisOperation> operations = List.of(
                    Transforms.move("'existing':'replace'"),
                    Transforms.editOf("'ttl':'1h'"),
                    Expiries.of("'set':'1h'"));
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                operations.forEach(operation -> DryRunOfStep.result(worker, operation));
                long writes = writes();
                operations.forEach(operation -> DryRunOfStep.result(worker, operation));
                assertThat(writes()).isEqualTo(writes);
            }
        }

        /** The number of changes since the server has last saved its data, which every write command increases. */
        private long writes() {
            return redis.info("persistence")
                    .lines()
                    .filter(line -> line.startsWith("rdb_changes_since_last_save:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void of_a_step_on_the_keys_of_an_earlier_one_says_that_it_is_an_estimate() {
            redis.seedObjects(MANY);
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                List<DryRunOutcome> outcomes = DryRunOfStep.outcomes(
                        worker,
                        ContractMigration.of(Transforms.move())
                                .dryRun(
                                        1,
                                        Expiries.of("'extend':'1h'"),
                                        Transforms.of("{'type':'redis.transform','match':'b:*','ttl':'1h'}")));
                assertThat(outcomes)
                        .extracting(RedisDryRunTest::notesOf)
                        .containsExactly(
                                List.of(),
                                List.of(),
                                List.of("step contract-step may change what this step finds, so the numbers of this"
                                        + " step are estimates"));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"'set':'1h'", "'cap':'1h'"})
        void of_an_earlier_expiry_says_what_cannot_be_undone(String change) {
            assertThat(resultOf(Expiries.of(change)).notes())
                    .containsExactly("a key that the new expiry deletes before an undo cannot be restored, because the"
                            + " journal of redis.expire has no values");
        }

        @Test
        void of_a_transform_that_deletes_its_sources_says_when() {
            assertThat(resultOf(Transforms.move("'source':'delete'")).notes())
                    .containsExactly("after every step of the plan is applied, the finish moves the sources into the"
                            + " journal, which is not part of these numbers; an undo restores them");
        }
    }

    @Nested
    class A_step_that_would_fail {
        private void assertFailsAs(Report expected, RedisOperation operation, String code) {
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                StepFailure failure = DryRunOfStep.failure(worker, operation);
                assertThat(expected).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failure.code())
                            .isEqualTo(failed.failure().code())
                            .isEqualTo(code);
                    assertThat(failure.message()).isEqualTo(failed.failure().message());
                });
            }
        }

        private Report run(RedisOperation operation, boolean isPreflight) {
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                ContractMigration migration = ContractMigration.of(operation);
                return worker.run(isPreflight ? migration.preflight(1) : migration.apply(1));
            }
        }

        @Test
        void because_the_destination_exists_fails_in_the_same_words() {
            redis.call("SET", "a:1", "{}");
            redis.call("SET", "b:1", "{}");
            RedisTransform move = Transforms.move();
            assertFailsAs(run(move, false), move, "destination-exists");
        }

        @Test
        void because_of_a_malformed_value_fails_in_the_same_words() {
            redis.call("SET", "a:1", "not JSON");
            RedisTransform move = Transforms.move("'malformed':'fail'");
            assertFailsAs(run(move, false), move, "malformed-value");
        }

        @Test
        void because_the_operation_changes_nothing_fails_as_its_preflight() {
            RedisTransform nothing = Transforms.of("{'type':'redis.transform','match':'a:*'}");
            assertFailsAs(run(nothing, true), nothing, "nothing-to-do");
        }
    }
}
