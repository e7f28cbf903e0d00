package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Progress;
import org.jspecify.annotations.Nullable;

/** Channel between a running dispatch and the worker that runs it. */
public interface DispatchSignals {
    /** Sets the progress that the next heartbeat reports. */
    void progress(Progress progress);

    /** Returns the reason why the dispatch must stop, or null while it may continue. */
    @Nullable String stopReason();
}
