package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.DryRunOfStep;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.ContractWorker;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

class RedisDryRunPermissionsTest {
    private static final RedisTransform EDIT =
            Transforms.of("{'type':'redis.transform','match':'a:*','json':{'set':{'/v':2}}}");

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class A_dry_run {
        private final RedisServer server = DedicatedServers.redis("secret");
        private final TestRedis redis = new TestRedis(server.uri(0));

        @BeforeAll
        void seed() {
            redis.call("SET", "a:1", "{}");
        }

        @AfterAll
        void stop() {
            redis.close();
            server.stop();
        }

        private <T> T asUserWith(String rules, Function<ContractWorker, T> work) {
            redis.call(("ACL SETUSER limited reset on >pw " + rules).split(" "));
            try (TestRedis limited = redis.asUser("limited", "pw");
                    ContractWorker worker = new ContractWorker(limited.connect(), TargetKind.REDIS)) {
                return work.apply(worker);
            }
        }

        @Test
        void without_the_permission_to_read_the_keys_fails_with_the_code_of_the_server() {
            StepFailure failure = asUserWith("~lockstep:* ~b:* +@all", worker -> DryRunOfStep.failure(worker, EDIT));
            assertThat(failure.code()).isEqualTo("NOPERM");
        }

        @Test
        void without_the_permission_to_ask_for_memory_passes_with_a_note() {
            DryRunResult result = asUserWith("~* +@all -memory", worker -> DryRunOfStep.result(worker, EDIT));
            assertThat(result.units()).isEqualTo(1);
            assertThat(result.notes())
                    .containsExactly("the server does not permit MEMORY USAGE to the user, so the memory of the keys is"
                            + " unknown");
            assertThat(((DryRunFindings.Redis) result.findings()).memoryBytes()).isZero();
        }

        @Test
        void that_evicts_by_use_says_that_it_has_used_the_keys() {
            redis.call("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
            try {
                boolean canLeaveKeys =
                        redis.info("server").matches("(?s).*(redis_version:7\\.[2-9]|redis_version:8).*");
                DryRunResult result = asUserWith("~* +@all", worker -> DryRunOfStep.result(worker, EDIT));
                assertThat(result.notes()).hasSize(canLeaveKeys ? 0 : 1);
            } finally {
                redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            }
        }
    }
}
