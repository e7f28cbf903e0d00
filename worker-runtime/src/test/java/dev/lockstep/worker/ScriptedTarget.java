package dev.lockstep.worker;

import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A target with an in-memory journal, whose executor and checks are functions of the test. */
record ScriptedTarget(
        InMemoryStepJournal journal,
        Function<StepContext, StepOutcome> executor,
        Supplier<String> check,
        Consumer<MongoUpdate> operations)
        implements ConnectedTarget {
    ScriptedTarget(Function<StepContext, StepOutcome> executor) {
        this(new InMemoryStepJournal(), executor, () -> "0");
    }

    ScriptedTarget(InMemoryStepJournal journal, Function<StepContext, StepOutcome> executor, Supplier<String> check) {
        this(journal, executor, check, _ -> {});
    }

    ScriptedTarget with(Function<StepContext, StepOutcome> next) {
        return new ScriptedTarget(journal, next, check);
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return List.of(new ScriptedExecutor(executor, operations), new UnusedExecutor<>(MongoRenameField.class));
    }

    @Override
    public CheckRunner checks() {
        return (_, _) -> check.get();
    }

    @Override
    public DryRunner dryRunner() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TargetBackups backups() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScratchCopies scratchCopies() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String serverVersion() {
        return "1.0";
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        return new StepFailure.Permanent("scripted", String.valueOf(thrown.getMessage()), StepFailure.Effect.PARTIAL);
    }

    @Override
    public void close() {}
}
