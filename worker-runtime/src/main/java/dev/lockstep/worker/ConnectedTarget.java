package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;

/** One target as its worker reaches it; made without contact, so that a store may be away when its worker starts. */
public interface ConnectedTarget extends AutoCloseable {
    StepJournal journal();

    List<StepExecutor<?>> executors();

    CheckRunner checks();

    /** The server's own version; throws what the driver throws when it is away. */
    String serverVersion();

    /** What an exception of this store's driver means, with the store's own words. */
    StepFailure classify(RuntimeException thrown);

    @Override
    void close();
}
