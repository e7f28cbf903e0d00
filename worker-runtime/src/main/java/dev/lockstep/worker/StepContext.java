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

    /** The journal entry with the intent that this dispatch wrote. */
    JournalEntry entry();

    /**
     * The journal entry with the result of an apply or finish; for executors that write it in their own transaction.
     */
    JournalEntry entryWith(StepResult result);

    /** The journal entry with the result of a compensation. */
    JournalEntry entryWith(CompensationResult result);

    /** Reports progress, then acts as a {@link #checkpoint()}; call it between batches. */
    void progress(Progress progress);

    /**
     * Returns if this dispatch may continue.
     *
     * @throws DispatchSuperseded if the worker knows a later dispatch or the lease is lost; executors must not catch it
     */
    void checkpoint();
}
