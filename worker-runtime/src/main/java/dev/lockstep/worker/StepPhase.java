package dev.lockstep.worker;

/** Phase of a step according to the journal of its target. */
public enum StepPhase {
    /** Apply has started; any part of the effect may be in the store. */
    APPLYING,
    /** The complete effect is in the store. */
    APPLIED,
    /** Finish has started; any part of it may be in the store. */
    FINISHING,
    /** Applied and finished. */
    FINISHED,
    /** Compensation has started; any part of the effect may be undone. */
    COMPENSATING,
    /** Compensated, also if it was never applied. The row is the tombstone: this phase never changes. */
    COMPENSATED
}
