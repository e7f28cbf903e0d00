package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;

/**
 * Connection to one target. It contacts the server on its first use, so a worker can start while the store is
 * unreachable.
 */
public interface ConnectedTarget extends AutoCloseable {
    StepJournal journal();

    List<StepExecutor<?>> executors();

    CheckRunner checks();

    DryRunner dryRunner();

    TargetBackups backups();

    ScratchCopies scratchCopies();

    /** Answers the requests that are not about a step. */
    default TargetRequests requests() {
        return TargetRequests.NONE;
    }

    /** How the health of the target holds steps back. */
    default TargetHealth health() {
        return TargetHealth.IGNORED;
    }

    /** What reports about this target must not show. */
    default Masking masking() {
        return Masking.NONE;
    }

    /** Returns the version of the server; throws the driver's exception if the server is unreachable. */
    String serverVersion();

    /** Classifies an exception of this store's driver; the failure keeps the store's message. */
    StepFailure classify(RuntimeException thrown);

    /** Closes the connections that nobody uses now; later uses open new ones. */
    default void closeIdle() {}

    @Override
    void close();
}
