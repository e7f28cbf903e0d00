package dev.lockstep.coordinator.access;

/** Something that a caller may do, on some or all targets. */
public enum Permission {
    /** Read migrations, their events, targets and their history. */
    VIEW,
    /** Validate a plan without running it. */
    VALIDATE,
    /** Submit a plan. */
    SUBMIT,
    /**
     * Approve or reject a migration that somebody else has submitted, or a rollback that somebody else has requested.
     */
    APPROVE,
    /** Confirm that nobody reads the old form any more, so that contract steps are applied. */
    CONTRACT,
    /** Cancel a running migration, which compensates what is applied; pause, resume and throttle it. */
    CANCEL,
    /** Roll back a completed migration. */
    ROLL_BACK,
    /** Retry, skip or close a migration that needs an operator. */
    RESOLVE,
    /** Erase the values of a unit from the journal of a step, after which the step cannot be undone for the unit. */
    ERASE,
    /** Purge the journals of migrations before their retention ends, after which they cannot be rolled back. */
    PURGE,
    /** Restore a backup, which replaces what applications have written since. */
    RESTORE,
    /** Make a worker look at a target: count the units of each schema version, or check it for drift. It changes nothing. */
    INSPECT,
    /** Mark versions of a target as applied without running them. */
    BASELINE,
    /** Remove Lockstep from a target, or give a target a new identity. */
    MANAGE_TARGETS,
    /** Accept the differences of a target that drift has stopped. */
    ACKNOWLEDGE_DRIFT,
    /** Open a freeze, so that nothing new starts. Never limited to a scope. */
    FREEZE,
    /** Request to break a freeze, which needs two people. Never limited to a scope. */
    BREAK_FREEZE,
    /** Read and verify the audit trail. Never limited to a scope. */
    READ_AUDIT,
    /** Create, list and revoke tokens. Never limited to a scope. */
    MANAGE_TOKENS,
    /** Read metrics and the details of health. Never limited to a scope. */
    READ_METRICS
}
