package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.worker.DryRunner.DryRunStep;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IndependentDryRunsTest {
    private static final StepKey KEY = new StepKey(new MigrationId(UUID.randomUUID()), new StepId("a"));
    private static final DryRunResult RESULT = new DryRunResult(
            3, null, null, 10, 5, DryRunResult.Undo.EXACT, null, new DryRunFindings.Redis(null, null, 0));

    private final StepContext context = DispatchContext.of(
            Dispatch.of(
                    ContractMigration.of(expire("a:*")).apply(7),
                    new NeverStopped(),
                    new ReportBuilder(
                            new ReportEnvelope("worker", UUID::randomUUID),
                            Masking.NONE,
                            ContractMigration.of(expire("a:*")).apply(7).header(),
                            null)),
            JournalEntry.EMPTY);

    private record NeverStopped() implements DispatchSignals {
        @Override
        public void progress(Progress progress) {}

        @Override
        public @Nullable String stopReason() {
            return null;
        }
    }

    private static StepOperation expire(String match) {
        return new RedisExpire(match, null, null, null, true);
    }

    private static DryRunStep step(String id, String match, boolean irreversible) {
        Step step = new Step(
                new StepId(id), new TargetName("t"), expire(match), null, null, irreversible, ConflictPolicy.KEEP);
        return new DryRunStep(step, step.operation());
    }

    private static String match(StepOperation operation) {
        return ((RedisExpire) operation).match();
    }

    private List<DryRunOutcome> run(IndependentDryRuns.StepDryRun dryRun, DryRunStep... steps) {
        return new IndependentDryRuns(
                        dryRun,
                        (later, earlier) -> match(later).equals(match(earlier)),
                        thrown -> thrown instanceof IllegalStateException
                                ? new StepFailure.Unreachable("down", "no connection")
                                : new StepFailure.Permanent("WRONGTYPE", "not a string", Effect.PARTIAL))
                .run(List.of(steps), context);
    }

    @Nested
    class A_step {
        @Test
        void that_may_build_on_an_earlier_one_is_an_estimate() {
            List<DryRunOutcome> outcomes =
                    run((_, _) -> RESULT, step("a", "x:*", false), step("b", "y:*", false), step("c", "x:*", false));
            assertThat(outcomes.get(1)).isEqualTo(new DryRunOutcome.Passed(new StepId("b"), RESULT));
            assertThat(((DryRunOutcome.Passed) outcomes.get(2)).result().notes())
                    .singleElement()
                    .asString()
                    .contains("step a may change what this step finds");
        }

        @Test
        void that_is_irreversible_has_no_undo() {
            List<DryRunOutcome> outcomes = run((_, _) -> RESULT, step("a", "x:*", true));
            assertThat(((DryRunOutcome.Passed) outcomes.getFirst()).result().undo())
                    .isEqualTo(DryRunResult.Undo.IMPOSSIBLE);
        }

        @Test
        void that_fails_does_not_keep_the_others_from_being_tried() {
            List<DryRunOutcome> outcomes = run(
                    (operation, _) -> {
                        if (match(operation).equals("x:*")) {
                            throw new IllegalArgumentException("WRONGTYPE");
                        }
                        return RESULT;
                    },
                    step("a", "x:*", false),
                    step("b", "y:*", false));
            assertThat(outcomes)
                    .containsExactly(
                            new DryRunOutcome.Failed(
                                    new StepId("a"), StepFailure.Permanent.withoutEffect("WRONGTYPE", "not a string")),
                            new DryRunOutcome.Passed(new StepId("b"), RESULT));
        }

        @Test
        void with_a_failure_of_its_operation_keeps_its_words() {
            List<DryRunOutcome> outcomes = run(
                    (_, _) -> {
                        throw OperationFailed.withoutEffect("key-exists", "the destination exists");
                    },
                    step("a", "x:*", false));
            assertThat(outcomes)
                    .containsExactly(new DryRunOutcome.Failed(
                            new StepId("a"),
                            StepFailure.Permanent.withoutEffect("key-exists", "the destination exists")));
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void ends_with_a_failure_after_which_a_retry_may_succeed() {
            assertThatThrownBy(() -> run(
                            (_, _) -> {
                                throw new IllegalStateException("no connection");
                            },
                            step("a", "x:*", false)))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> run(
                            (_, _) -> {
                                throw OperationFailed.retriable("scratch-lost", "dropped");
                            },
                            step("a", "x:*", false)))
                    .isInstanceOf(OperationFailed.class);
        }

        @Test
        void ends_when_it_is_superseded() {
            assertThatThrownBy(() -> run(
                            (_, _) -> {
                                throw new DispatchSuperseded(KEY, new DispatchNumber(7), "dispatch 8 arrived");
                            },
                            step("a", "x:*", false)))
                    .isInstanceOf(DispatchSuperseded.class);
        }
    }
}
