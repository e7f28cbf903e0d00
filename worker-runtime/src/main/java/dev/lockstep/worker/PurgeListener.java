package dev.lockstep.worker;

/** Follows a purge and limits its rate. */
public interface PurgeListener {
    /** Follows nothing and limits nothing. */
    PurgeListener NONE = _ -> {};

    /**
     * Called after each batch. Waits if the purge works faster than it may.
     *
     * @param removed what was removed so far
     * @throws DispatchSuperseded if the purge must stop
     */
    void removed(PurgedRows removed);

    /** The number of rows to remove before the next call of {@link #removed}, at most the preferred number. */
    default int batchSize(int preferred) {
        return preferred;
    }
}
