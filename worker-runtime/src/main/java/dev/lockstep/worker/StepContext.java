package dev.lockstep.worker;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Instant;

/** What an executor may know of the dispatch that it works for. */
public interface StepContext {
    StepKey key();

    DispatchNumber dispatch();

    /** The migration's start, the same for every dispatch of it. */
    Instant startedAt();

    ConflictPolicy onConflict();

    /** The journal as this dispatch wrote it: the intent, under this number. */
    JournalEntry entry();

    /** What {@link #entry()} becomes with this result, for an executor that journals inside its own transaction. */
    JournalEntry entryWith(StepResult result);

    /** The same for a compensation. */
    JournalEntry entryWith(CompensationResult result);

    /** Tells how far it has come; also the moment to give way, so call it between any two batches. */
    void progress(Progress progress);

    /**
     * Returns while this dispatch may go on.
     *
     * @throws DispatchSuperseded once a higher dispatch is known or the lease is lost; let it pass
     */
    void checkpoint();
}
