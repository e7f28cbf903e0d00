package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;

/** A target that differs from another one in the methods that a test overrides. */
public interface DelegatingTarget extends ConnectedTarget {
    ConnectedTarget target();

    @Override
    default StepJournal journal() {
        return target().journal();
    }

    @Override
    default List<StepExecutor<?>> executors() {
        return target().executors();
    }

    @Override
    default DryRunner dryRunner() {
        return target().dryRunner();
    }

    @Override
    default TargetBackups backups() {
        return target().backups();
    }

    @Override
    default ScratchCopies scratchCopies() {
        return target().scratchCopies();
    }

    @Override
    default CheckRunner checks() {
        return target().checks();
    }

    @Override
    default String serverVersion() {
        return target().serverVersion();
    }

    @Override
    default StepFailure classify(RuntimeException thrown) {
        return target().classify(thrown);
    }

    @Override
    default void close() {
        target().close();
    }
}
