package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The step journal inside one target store: the fence, one row per step, and the last restore that has ended.
 *
 * <p>A journal only reads and conditionally writes. {@link Admission} decides which state may follow which, the same
 * for all stores. Methods throw the exceptions of the store's driver; the runner classifies them.
 */
public interface StepJournal {
    /** So many rows at most are read at once, since a row has the results of its step. */
    int READ_BATCH = 100;

    /**
     * Returns the store's identity. The first call writes a new one; concurrent first calls return the same identity.
     */
    TargetIdentity identity();

    /**
     * Replaces the store's identity durably. Leaves the fence and all rows as they are.
     *
     * @return false if the store has another identity than expected; then nothing is written
     */
    boolean replaceIdentity(TargetIdentity expected, TargetIdentity replacement);

    /** Reads the fence and the step's row as one consistent snapshot. */
    JournalEntry read(StepKey key);

    /**
     * Reads the rows of several steps, without those that the journal does not have. A store reads {@link #READ_BATCH}
     * rows in one round trip; the rows of different batches can be of different moments.
     */
    default Map<StepKey, StepRecord> readAll(Collection<StepKey> keys) {
        Map<StepKey, StepRecord> rows = new HashMap<>();
        for (StepKey key : keys) {
            StepRecord row = read(key).step();
            if (row != null) {
                rows.put(key, row);
            }
        }
        return rows;
    }

    /** Reads the fence. */
    default DispatchNumber fence() {
        return read(StepKey.NONE).fence();
    }

    /** What {@link #identity} and {@link #read} return, in one round trip if the store allows it. */
    default Opened open(StepKey key) {
        TargetIdentity identity = identity();
        return new Opened(identity, read(key));
    }

    /** The store's identity and the entry of a step. */
    record Opened(TargetIdentity identity, JournalEntry entry) {}

    /**
     * Writes the fence and the step's row atomically and durably, if both are still as expected.
     *
     * @return false if either differs; then nothing is written
     */
    boolean write(StepKey key, JournalEntry expected, JournalEntry next);

    /**
     * Replaces the row of a step and leaves the fence as it is.
     *
     * @return false if the row differs; then nothing is written
     */
    default boolean replaceRow(StepKey key, StepRecord expected, StepRecord next) {
        JournalEntry found = read(key);
        return expected.equals(found.step()) && write(key, found, new JournalEntry(found.fence(), next));
    }

    /** The restore with the highest dispatch number that has ended on this target; empty if none has. */
    Optional<FinishedRestore> lastRestore();

    /** Keeps a restore durably as the last one, unless the journal has it or a later one. Leaves the fence as it is. */
    void recordRestore(FinishedRestore ended);

    /**
     * Removes all journal data of a step in batches; keeps the fence, the identity and the last restore. It can be
     * repeated after an interruption at any point. Nothing that a step needs is locked for longer than one batch.
     *
     * @param listener is called after each batch
     */
    PurgedRows purge(StepKey key, PurgeListener listener);
}
