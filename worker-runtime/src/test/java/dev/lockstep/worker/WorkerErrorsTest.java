package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.service.ProcessExit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerErrorsTest {
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);

    private StepFailure failureOf(Command command, Error thrown) {
        ScriptedTarget target = new ScriptedTarget(_ -> {
            throw thrown;
        });
        try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
            return ((Report.Failed) worker.run(command)).failure();
        }
    }

    @Nested
    class An_error_in_an_executor {
        @Test
        void is_reported_as_a_permanent_failure() {
            assertThat(failureOf(migration.apply(1), new StackOverflowError()))
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                        assertThat(failure.code()).isEqualTo("worker-error");
                        assertThat(failure.message()).contains("StackOverflowError");
                        assertThat(failure.effect()).isEqualTo(Effect.PARTIAL);
                    });
        }

        @Test
        void of_a_preflight_has_no_effect() {
            assertThat(failureOf(migration.preflight(1), new NoClassDefFoundError("x")))
                    .isEqualTo(StepFailure.Permanent.withoutEffect(
                            "worker-error",
                            "the worker failed with java.lang.NoClassDefFoundError: x; its log has the stack trace"));
        }
    }

    /** A target whose journal fails after the identity is read, before the intent of a step. */
    private record TargetWithoutJournal(ScriptedTarget target, Runnable failure, AtomicInteger calls)
            implements DelegatingTarget {
        @Override
        public StepJournal journal() {
            if (calls.incrementAndGet() > 1) {
                failure.run();
            }
            return target.journal();
        }
    }

    @Nested
    class A_failure_before_the_intent {
        private final ScriptedTarget target = new ScriptedTarget(_ -> {
            throw new IllegalStateException("the executor must not run");
        });

        private StepFailure failureOfApply(Runnable failure) {
            ConnectedTarget failing = new TargetWithoutJournal(target, failure, new AtomicInteger());
            try (ContractWorker worker = new ContractWorker(failing, TargetKind.MONGO)) {
                return ((Report.Failed) worker.run(migration.apply(1))).failure();
            }
        }

        @Test
        void with_an_error_has_no_effect_and_can_be_compensated() {
            StepFailure failure = failureOfApply(() -> {
                throw new StackOverflowError();
            });
            assertThat(failure)
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                            .isEqualTo(Effect.NONE));
            try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
                assertThat(worker.run(migration.compensate(2))).isInstanceOf(Report.Compensated.class);
            }
        }

        @Test
        void with_a_permanent_failure_of_the_store_has_no_effect() {
            assertThat(failureOfApply(() -> {
                        throw new IllegalStateException("permission denied");
                    }))
                    .isEqualTo(StepFailure.Permanent.withoutEffect("scripted", "permission denied"));
        }
    }

    @Nested
    class An_error_in_a_dispatch_that_is_stopped {
        @Test
        void is_not_reported() {
            ScriptedTarget target = new ScriptedTarget(_ -> {
                throw new NoClassDefFoundError("unloaded");
            });
            try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
                worker.supersedeAfter(0);
                worker.run(migration.apply(1));
                assertThat(worker.reports()).noneMatch(Report.Failed.class::isInstance);
            }
        }
    }

    @Nested
    class A_periodic_task {
        @Test
        void runs_again_after_an_error() {
            AtomicInteger runs = new AtomicInteger();
            List<Integer> completed = new ArrayList<>();
            Runnable task = ProcessExit.guard("test", () -> {
                if (runs.incrementAndGet() == 1) {
                    throw new StackOverflowError();
                }
                completed.add(runs.get());
            });
            task.run();
            task.run();
            assertThat(completed).containsExactly(2);
        }
    }

    @Nested
    class Running_out_of_memory {
        @ParameterizedTest
        @ValueSource(strings = {"executor", "thread", "task"})
        void ends_the_process(String where) throws Exception {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OutOfMemoryWorker.class.getName(),
                            where)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(3);
        }
    }
}
