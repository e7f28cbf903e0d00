package dev.lockstep.worker;

/** How far a step has come in its target, as the target's own journal has it. */
public enum StepPhase {
    /** Intended: any part of the effect may be there. */
    APPLYING,
    /** All of the effect is there. */
    APPLIED,
    /** Applied, and any part of the finish may be there. */
    FINISHING,
    /** Applied and finished. */
    FINISHED,
    /** Any part of the undoing may be there. */
    COMPENSATING,
    /** Undone, or never begun: the tombstone, which is final. */
    COMPENSATED
}
