package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
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
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(3);
        }
    }
}
