package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final int KEYS = 20_000;
    /** Ten times the standard deviation of the matching keys in an eighth of the table. */
    private static final Offset<Long> TOLERANCE = within(KEYS / 5L);

    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private static void assertEstimated(List<Progress> reported) {
        List<Progress> late =
                reported.stream().filter(progress -> progress.done() > KEYS / 8).toList();
        assertThat(late).isNotEmpty().allSatisfy(progress -> {
            long total = Objects.requireNonNull(progress.total());
            assertThat(total).isCloseTo(KEYS, TOLERANCE).isGreaterThanOrEqualTo(progress.done());
        });
        assertThat(reported.getLast()).isEqualTo(new Progress(KEYS, (long) KEYS));
    }

    private void seedAlsoOthers() {
        redis.seedObjects(KEYS);
        for (int key = 0; key < KEYS / 10; key++) {
            redis.call("SET", "other:" + key, "x");
        }
    }

    @Nested
    class An_apply {
        @Test
        void reports_a_total_that_is_estimated_from_the_scanned_part() {
            seedAlsoOthers();
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                assertThat(worker.run(ContractMigration.of(Transforms.move()).apply(1)))
                        .isInstanceOf(Report.Succeeded.class);
                assertEstimated(worker.reportedProgress());
            }
        }

        @Test
        void that_continues_counts_the_keys_that_are_left() {
            redis.seedObjects(KEYS);
            ContractMigration migration = ContractMigration.of(Transforms.move());
            long handled;
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                worker.supersedeAfter(KEYS / TestRedis.BATCH_SIZE / 2);
                worker.run(migration.apply(1));
                handled = worker.reportedProgress().getLast().done();
            }
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                assertThat(worker.run(migration.apply(2))).isInstanceOf(Report.Succeeded.class);
                Progress last = worker.reportedProgress().getLast();
                assertThat(last.done()).isBetween(KEYS - handled - 10L * TestRedis.BATCH_SIZE, KEYS - handled);
                assertThat(last.total()).isEqualTo(last.done());
            }
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void reports_an_estimated_total_too() {
            seedAlsoOthers();
            try (ContractWorker worker = new ContractWorker(redis.connect(), TargetKind.REDIS)) {
                assertThat(worker.run(ContractMigration.of(Transforms.move()).dryRun(1)))
                        .isInstanceOf(Report.DryRun.class);
                assertEstimated(worker.reportedProgress());
            }
        }
    }
}
