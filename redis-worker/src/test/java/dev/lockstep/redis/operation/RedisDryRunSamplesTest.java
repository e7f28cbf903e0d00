package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.redis.fixture.DryRunOfStep;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.ContractWorker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisDryRunSamplesTest {
    private static final int MANY = 5 * TestRedis.BATCH_SIZE;
    private final TestRedis redis = TestRedis.fresh();

    @AfterEach
    void close() {
        redis.close();
    }

    private DryRunResult resultOf(RedisOperation operation) {
        return resultOf(operation, Map.of());
    }

    private DryRunResult resultOf(RedisOperation operation, Map<String, String> options) {
        try (ContractWorker worker = new ContractWorker(redis.connect(options), TargetKind.REDIS)) {
            return DryRunOfStep.result(worker, operation);
        }
    }

    @Nested
    class A_sample {
        private List<UnitSample> samplesOf(RedisOperation operation) {
            return resultOf(operation).samples();
        }

        @Test
        void of_a_new_destination_has_no_state_before() {
            redis.call("SET", "a:1", "{}");
            assertThat(samplesOf(Transforms.move())).containsExactly(new UnitSample("b:1", null, "{\"v\":2}"));
        }

        @Test
        void of_a_replaced_destination_has_its_value_and_the_changed_expiry() {
            redis.call("SET", "a:1", "{}");
            redis.call("SET", "b:1", "old");
            redis.call("PEXPIREAT", "b:1", Long.toString(UserStates.EXPIRES_AT));
            assertThat(samplesOf(Transforms.move("'existing':'replace'")))
                    .containsExactly(new UnitSample(
                            "b:1", "old, expires at %d".formatted(UserStates.EXPIRES_AT), "{\"v\":2}, no expiry"));
        }

        @Test
        void of_an_edited_value_has_both_values() {
            redis.call("SET", "a:1", "{}");
            redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES_AT));
            assertThat(samplesOf(Transforms.editOf("'json':{'set':{'/v':2}}")))
                    .containsExactly(new UnitSample("a:1", "{}", "{\"v\":2}"));
        }

        @Test
        void of_a_changed_expiry_has_both_expiries() {
            redis.call("HSET", "a:1", "f", "1");
            redis.call("PEXPIREAT", "a:1", Long.toString(UserStates.EXPIRES_AT));
            assertThat(samplesOf(Expiries.of("'remove':true")))
                    .isEqualTo(samplesOf(Transforms.editOf("'ttl':'none'")))
                    .containsExactly(
                            new UnitSample("a:1", "expires at %d".formatted(UserStates.EXPIRES_AT), "no expiry"));
        }

        @Test
        void of_a_copied_key_has_its_type_or_the_start_of_its_value() {
            redis.call("SET", "a:1", "x".repeat(1000));
            redis.call("HSET", "a:2", "f", "1");
            assertThat(samplesOf(
                            Transforms.of("{'type':'redis.transform','match':'a:*','key':{'from':'a:','to':'b:'}}")))
                    .containsExactlyInAnyOrder(
                            new UnitSample("b:1", null, "x".repeat(200) + " …"),
                            new UnitSample("b:2", null, "a key of type hash"));
        }

        @Test
        void is_taken_of_twenty_units_at_most() {
            redis.seedObjects(MANY);
            assertThat(samplesOf(Transforms.move())).hasSize(DryRunResult.SAMPLE_SIZE);
        }

        @Test
        void does_not_show_the_value_of_a_masked_source_or_destination() {
            redis.call("SET", "a:planted", "{\"secret\":\"planted\"}");
            assertThat(resultOf(Transforms.move(), Map.of("mask-keys", "a:*, b:*"))
                            .samples())
                    .containsExactly(new UnitSample("b:***", null, "***"));
            assertThat(resultOf(Transforms.move(), Map.of("mask-keys", "a:*")).samples())
                    .containsExactly(new UnitSample("b:planted", null, "***"));
        }
    }
}
