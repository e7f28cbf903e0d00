package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.DispatchSignals;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.StepExecutors;
import dev.lockstep.worker.StepRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An application writes some keys after every batch that the worker reads. */
class ContendedKeysTest {
    private static final int BATCHES = 300;
    private static final int KEYS = BATCHES * TestRedis.BATCH_SIZE;
    private static final int CONTENDED_KEYS = 10;
    // The order of a scan is random. More than so many keys in the first batches are too unlikely to occur.
    private static final int MAX_EARLY_KEYS = 4;
    // Less than BATCHES, so that the writes stop before the scan ends. More than the 100 attempts to write one key,
    // after which the step fails.
    private static final int WRITES = 290;
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class During_a_long_scan {
        @Test
        void contended_keys_wait_for_the_end_of_the_scan() {
            IntStream.range(0, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            List<Report> reports = new ArrayList<>();
            try (ConnectedTarget target = redis.connect()) {
                StepRunner runner = new StepRunner(
                        target,
                        StepExecutors.of(TargetKind.REDIS, target.executors()),
                        reports::add,
                        new ReportEnvelope("worker", UUID::randomUUID),
                        Duration.ofSeconds(10));
                runner.run(ContractMigration.of(Transforms.move()).apply(1), new WritesOnProgress());
            }
            assertThat(reports.getLast()).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                            succeeded.result().changed())
                    .isEqualTo(KEYS));
            String last = "{\"n\":%d,\"v\":2}".formatted(WRITES);
            // The scan returns some in its first batches, which are handled before the first write.
            assertThat(IntStream.range(0, CONTENDED_KEYS)
                            .filter(key -> redis.text("b:" + key).equals(last)))
                    .hasSizeGreaterThanOrEqualTo(CONTENDED_KEYS - MAX_EARLY_KEYS);
        }
    }

    /** Writes the contended keys at every progress call: the next batch has then been read and not yet written. */
    private final class WritesOnProgress implements DispatchSignals {
        private int written;

        @Override
        public void progress(Progress progress) {
            if (written < WRITES) {
                written++;
                String value = "{\"n\":%d}".formatted(written);
                redis.callAll(IntStream.range(0, CONTENDED_KEYS)
                        .mapToObj(key -> new String[] {"SET", "a:" + key, value})
                        .toList());
            }
        }

        @Override
        public @Nullable String stopReason() {
            return null;
        }
    }
}
