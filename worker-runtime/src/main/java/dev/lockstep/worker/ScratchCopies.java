package dev.lockstep.worker;

import dev.lockstep.contract.plan.Step;
import java.util.List;
import java.util.OptionalInt;

/**
 * Makes scratch copies of one target for rehearsals. A copy is a database of its own, so that not even a script that
 * names a schema reaches the target.
 */
public interface ScratchCopies {
    /**
     * Creates a copy with the structure of the target and a sample of its units, or all of them, but without Lockstep's
     * journal and identity. The target is only read. A copy that an interrupted rehearsal of the same migration left is
     * replaced. It calls {@link StepContext#progress} between batches.
     *
     * @param context the dispatch; it has no intent in the journal
     * @throws RuntimeException if the copy cannot be made; nothing of it is left
     */
    ScratchCopy create(ScratchRequest request, StepContext context);

    /**
     * Deletes the copies of this target that workers have left because they ended in a rehearsal, but none in use, and no
     * database that Lockstep did not create. It can run at the same time as rehearsals of this and other workers.
     *
     * @return number of deleted copies
     */
    int deleteAbandoned();

    /**
     * What a copy is for.
     *
     * @param steps the steps in the order in which they will be applied, with their placeholders filled in
     * @param sample number of units of each table, collection or key pattern that are copied at most; empty for all
     */
    record ScratchRequest(List<Step> steps, OptionalInt sample) {}
}
