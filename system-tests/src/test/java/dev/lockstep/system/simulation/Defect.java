package dev.lockstep.system.simulation;

/** A deliberate defect of the simulated system; it must violate a guarantee. */
enum Defect {
    NONE,
    /** Stores accept changes of every dispatch. */
    FENCING_OFF,
    /** Workers report some compensations without doing them. */
    COMPENSATION_SKIPPED,
    /** The outbox is written after the transaction of the saga row. */
    OUTBOX_OUTSIDE_TRANSACTION,
    /** Applications report that they have left maintenance without doing it. */
    MAINTENANCE_NOT_LEFT,
    /** Workers report backups without making them. */
    BACKUP_SKIPPED
}
