package dev.lockstep.system.simulation;

/** A system that is broken on purpose in one place, so that the guarantees are seen to notice. */
enum Twin {
    SOUND,
    FENCING_OFF,
    A_COMPENSATION_SKIPPED,
    OUTBOX_OUTSIDE_THE_TRANSACTION
}
