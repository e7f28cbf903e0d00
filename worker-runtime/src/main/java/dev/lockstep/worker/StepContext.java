package dev.lockstep.worker;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Instant;

/** The dispatch that an executor runs, with its journal entry and its signals. */
public interface StepContext {
    StepKey key();

    DispatchNumber dispatch();

    /** Start of the migration; the same for all its dispatches. */
    Instant startedAt();

    ConflictPolicy onConflict();

    /** What the texts of failures and results must not show. */
    default Masking masking() {
        return Masking.NONE;
    }

    /** The journal entry with the intent that this dispatch wrote. */
    JournalEntry entry();

    /**
     * Returns the journal entry with the result of an apply or finish, for executors that write it in their own
     * transaction.
     */
    JournalEntry entryWith(StepResult result);

    /** Returns the journal entry with the result of a compensation. */
    JournalEntry entryWith(CompensationResult result);

    /**
     * The number of units to process before the next call of {@link #progress}: the number that an operator has set, or
     * the preferred one; fewer if the rate of the dispatch is limited, so that it works at least four times per second.
     */
    default int batchSize(int preferred) {
        return preferred;
    }

    /**
     * Reports progress and calls {@link #checkpoint()}. Executors call it between batches. Waits if the dispatch works
     * faster than it may, or while the target is not healthy.
     */
    void progress(Progress progress);

    /**
     * Checks that this dispatch may continue.
     *
     * @throws DispatchSuperseded if a later dispatch has arrived or the lease is lost; executors must not catch it
     */
    void checkpoint();
}
