package dev.lockstep.worker;

import dev.lockstep.contract.protocol.TargetIdentity;

/**
 * The journal inside one target store: what was started there, how far, and the fence.
 *
 * <p>A store only reads and compares-and-writes; what may follow what is {@link Admission}'s to say, the same for all
 * stores. Methods may throw what the store's driver throws; nobody catches it before the runner does.
 */
public interface StepJournal {
    /** The identity written into this store; writes a new one on first contact, once, whoever else does the same. */
    TargetIdentity identity();

    /** The fence and the step's row as they are at one moment. */
    JournalEntry read(StepKey key);

    /**
     * Writes the fence and the step's row as one, durably, if both still are as expected.
     *
     * @return false if another dispatch came between; nothing is written then
     */
    boolean write(StepKey key, JournalEntry expected, JournalEntry next);

    /** Removes all that the journal holds of a step, in batches; the fence and the identity stay. */
    void purge(StepKey key);
}
