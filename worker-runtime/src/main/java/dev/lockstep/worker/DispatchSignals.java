package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Progress;
import org.jspecify.annotations.Nullable;

/** What a running dispatch tells and hears while it runs. */
public interface DispatchSignals {
    /** How far it has come; goes out with the next heartbeat. */
    void progress(Progress progress);

    /** Why it must give way; absent while it may go on. */
    @Nullable String superseded();
}
