package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.HeldDispatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A master becomes a replica of an unreachable server during a step, and then a master again. */
class DemotedServerTest {
    private static final int KEYS = 40;
    private final RedisServer server = DedicatedServers.redis();
    private final TestRedis redis = new TestRedis(server.uri(0));

    @AfterEach
    void stop() {
        redis.close();
        server.stop();
    }

    @Nested
    class A_demoted_server {
        @ParameterizedTest
        @CsvSource({"APPLY,redis.unit.after-batch", "COMPENSATE,redis.unit.compensate.after-batch"})
        void fails_the_dispatch_and_a_retry_continues_once_it_is_master_again(Stage stage, String failpoint)
                throws InterruptedException {
            IntStream.rangeClosed(1, KEYS).forEach(key -> redis.call("SET", "a:" + key, "{ }"));
            String digestBefore = redis.digest();
            try (StepRun step = StepRun.on(redis, Transforms.inPlace())) {
                if (stage == Stage.COMPENSATE) {
                    step.apply();
                }
                AtomicReference<Report> report = new AtomicReference<>();
                try (HeldDispatch held = HeldDispatch.at(failpoint, 3, () -> report.set(step.run(stage)))) {
                    redis.call("REPLICAOF", "127.0.0.1", "1");
                    held.release();
                }
                assertThat(report.get()).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                    assertThat(failed.failure()).isInstanceOf(StepFailure.Transient.class);
                    assertThat(failed.failure().code()).isEqualTo("READONLY");
                });
                redis.call("REPLICAOF", "NO", "ONE");
                if (stage == Stage.APPLY) {
                    assertThat(step.apply().changed()).isEqualTo(KEYS);
                }
                assertThat(step.compensate().restored()).isEqualTo(KEYS);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }
}
