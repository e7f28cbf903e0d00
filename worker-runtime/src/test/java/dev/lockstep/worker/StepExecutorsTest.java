package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StepExecutorsTest {
    private static final StepOutcome SUCCEEDED = new StepOutcome.Succeeded(StepResult.changed(3));

    @Nested
    class The_executors_of_a_target {
        @Test
        void are_refused_if_one_is_missing() {
            assertThatThrownBy(() -> StepExecutors.of(TargetKind.MONGO, List.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("MongoUpdate");
        }

        @Test
        void are_refused_if_an_operation_has_two() {
            StepExecutor<MongoUpdate> one = new ScriptedExecutor(_ -> SUCCEEDED);
            assertThatThrownBy(() -> StepExecutors.of(TargetKind.MONGO, List.of(one, one)))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void are_refused_if_one_is_for_another_kind_of_target() {
            assertThatThrownBy(() -> StepExecutors.of(TargetKind.REDIS, List.of(new ScriptedExecutor(_ -> SUCCEEDED))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
