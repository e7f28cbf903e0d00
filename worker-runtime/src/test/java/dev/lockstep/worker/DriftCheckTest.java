package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequest.ExpectedStep;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DriftCheckTest {
    private static final long CHECK = 100;

    private final InMemoryStore store = new InMemoryStore(3);
    private final ConnectedTarget target = store.connect();
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    private final ExpectedStep step = RequestedTarget.expected(migration.apply(1));

    private void apply() {
        try (ContractWorker worker = new ContractWorker(store.connect(), TargetKind.MONGO)) {
            worker.run(migration.apply(1));
        }
    }

    private DriftResult check(@Nullable TargetIdentity identity, long minFence, ExpectedStep... steps) {
        return new DriftCheck(target)
                .run(new TargetRequest.Drift(
                        RequestedTarget.header(CHECK), identity, new DispatchNumber(minFence), List.of(steps)));
    }

    @Nested
    class A_target_as_it_was_left {
        @Test
        void has_no_differences() {
            apply();
            DriftResult result = check(target.journal().identity(), 1, step);
            assertThat(result.found()).isZero();
            assertThat(result.steps()).isEqualTo(1);
        }

        @Test
        void without_migrations_has_none_either() {
            assertThat(check(null, 0).found()).isZero();
        }
    }

    @Nested
    class A_difference {
        private void isFound(Kind kind, DriftResult result) {
            assertThat(result.differences()).singleElement().satisfies(found -> assertThat(found.kind())
                    .isEqualTo(kind));
        }

        @Test
        void is_another_identity() {
            isFound(Kind.IDENTITY, check(new TargetIdentity(UUID.randomUUID()), 0));
        }

        @Test
        void is_a_fence_that_was_higher() {
            isFound(Kind.FENCE, check(null, 7));
        }

        @Test
        void is_a_step_that_is_not_in_the_journal() {
            DriftResult result = check(null, 0, step);
            isFound(Kind.JOURNAL, result);
            assertThat(result.differences().getFirst().found()).isEqualTo("no row");
        }

        @Test
        void is_a_step_that_is_not_applied() {
            apply();
            try (ContractWorker worker = new ContractWorker(store.connect(), TargetKind.MONGO)) {
                worker.run(migration.compensate(2));
            }
            assertThat(check(null, 0, step).differences().getFirst().found()).isEqualTo("COMPENSATED");
        }

        @Test
        void is_a_step_with_another_checksum() {
            apply();
            isFound(
                    Kind.JOURNAL,
                    check(
                            null,
                            0,
                            new ExpectedStep(step.migration(), step.step(), new Checksum("0".repeat(64)), true)));
        }

        @Test
        void is_none_if_an_operator_has_left_the_step_as_it_was() {
            assertThat(check(null, 0, new ExpectedStep(step.migration(), step.step(), step.checksum(), false))
                            .found())
                    .isZero();
        }
    }

    @Test
    void a_fence_above_the_number_of_the_check_ends_it_and_is_reported() {
        try (ContractWorker worker = new ContractWorker(store.connect(), TargetKind.MONGO)) {
            worker.run(migration.apply(CHECK + 1));
        }
        DriftResult result = check(null, 0, step);
        assertThat(result.fence()).isEqualTo(new DispatchNumber(CHECK + 1));
        assertThat(result.steps()).isZero();
        assertThat(result.found()).isZero();
    }
}
