package dev.lockstep.worker;

import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Duration;
import java.util.List;

/** A connection to an {@link InMemoryStore}; every check returns the sum of all units. */
record InMemoryTarget(InMemoryStore store) implements ConnectedTarget {
    @Override
    public StepJournal journal() {
        return store.journal();
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return List.of(new InMemoryIncrement(store), new UnusedExecutor<>(MongoRenameField.class));
    }

    @Override
    public CheckRunner checks() {
        return (Verification _, Duration _) -> String.valueOf(
                store.units().values().stream().mapToInt(Integer::intValue).sum());
    }

    @Override
    public DryRunner dryRunner() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TargetBackups backups() {
        return new InMemoryBackups(store);
    }

    @Override
    public ScratchCopies scratchCopies() {
        return new InMemoryScratchCopies(store);
    }

    @Override
    public String serverVersion() {
        return "1.0";
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        return new StepFailure.Unreachable("memory", String.valueOf(thrown.getMessage()));
    }

    @Override
    public void close() {}
}
