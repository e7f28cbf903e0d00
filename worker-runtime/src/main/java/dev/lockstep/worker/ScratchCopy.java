package dev.lockstep.worker;

import java.util.List;

/** A scratch copy of a target, which exists until it is closed. */
public interface ScratchCopy extends AutoCloseable {
    Contents contents();

    /** A connection to the copy. Its journal is empty. It is closed with the copy. */
    ConnectedTarget target();

    /**
     * Computes the digests of the declared data, as the promise of Lockstep defines it: without journals, and without
     * what an exact undo may change, such as the order of columns. It has a few thousand parts at most.
     */
    ContentDigests digests(StepContext context);

    /**
     * Checks that the copy is still the one of this rehearsal. A failure of a step is reported as a failure of the step
     * only after this check.
     *
     * @throws OperationFailed if the copy was deleted or replaced; a retry may succeed
     */
    default void ensureInUse() {}

    /**
     * Deletes the copy. It throws nothing: what could not be deleted is logged, and {@link ScratchCopies#deleteAbandoned}
     * deletes it later.
     */
    @Override
    void close();

    /**
     * What was copied.
     *
     * @param name name of the copy, such as that of its database
     * @param units number of copied units
     * @param complete whether all units were copied
     * @param notes what the copy does not have, for people
     */
    record Contents(String name, long units, boolean complete, List<String> notes) {
        public Contents {
            notes = List.copyOf(notes);
        }
    }
}
