package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys whose names and values reports must not show. */
class MaskingTest {
    private final TestRedis redis = TestRedis.fresh();
    private final ContractWorker worker =
            new ContractWorker(redis.connect(Map.of("mask-keys", "a:*, b:*")), TargetKind.REDIS);

    @BeforeEach
    void seed() {
        redis.call("SET", "a:planted", "{}");
    }

    @AfterEach
    void close() {
        worker.close();
        redis.close();
    }

    private static ContractMigration move(ConflictPolicy onConflict, String... members) {
        return ContractMigration.of(Transforms.move(members), onConflict);
    }

    @Nested
    class A_masked_key {
        @Test
        void is_restored_and_shown_without_its_end_and_its_value_in_a_conflict() {
            ContractMigration migration = move(ConflictPolicy.KEEP);
            worker.run(migration.apply(1));
            redis.call("SET", "b:planted", "planted by the application");
            assertThat(worker.run(migration.compensate(2)))
                    .isInstanceOfSatisfying(Report.Compensated.class, compensated -> assertThat(
                                    compensated.result().conflictSamples())
                            .containsExactly(new Conflict("b:***", "***", "***")));
            assertThat(redis.text("b:planted")).isEqualTo("planted by the application");
        }

        @Test
        void is_shown_in_the_same_way_in_a_sample() {
            redis.call("SET", "a:planted", "not JSON");
            assertThat(worker.run(
                            move(ConflictPolicy.KEEP, "'malformed':'skip'").apply(1)))
                    .isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                                    succeeded.result().samples())
                            .extracting(UnitNote::unit)
                            .containsExactly("a:***"));
        }

        @Test
        void is_shown_in_the_same_way_in_the_failure_of_a_conflict() {
            ContractMigration migration = move(ConflictPolicy.FAIL);
            worker.run(migration.apply(1));
            redis.call("SET", "b:planted", "planted by the application");
            assertFailedWithout(worker.run(migration.compensate(2)), "key b:*** was changed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"not JSON", "{}"})
        void is_shown_in_the_same_way_in_the_failure_of_an_apply(String value) {
            redis.call("SET", "a:planted", value);
            redis.call("SET", "b:planted", "exists");
            assertFailedWithout(
                    worker.run(move(ConflictPolicy.KEEP, "'malformed':'fail'").apply(1)), "key a:***");
        }

        private void assertFailedWithout(Report report, String expected) {
            assertThat(report).isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(
                            failed.failure().message())
                    .contains(expected)
                    .doesNotContain("planted"));
        }
    }

    @Nested
    class The_journal {
        @Test
        void keeps_the_whole_key_for_the_undo() {
            ContractMigration migration = move(ConflictPolicy.KEEP, "'source':'delete'");
            String before = redis.digest();
            List.of(migration.apply(1), migration.finish(2), migration.compensate(3))
                    .forEach(command -> assertThat(worker.run(command)).isNotInstanceOf(Report.Failed.class));
            assertThat(redis.digest()).isEqualTo(before);
        }
    }
}
