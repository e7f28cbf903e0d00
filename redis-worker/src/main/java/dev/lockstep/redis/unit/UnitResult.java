package dev.lockstep.redis.unit;

/** What a script did with one unit. Scripts reply with these names. */
enum UnitResult {
    /** Changed, with a row in the journal. */
    WRITTEN,
    /** Skipped, with a row in the journal. */
    SKIPPED,
    /** An earlier call has handled the unit. */
    ALREADY_HANDLED,
    /** The key no longer exists. */
    MISSING,
    /** The key has changed since it was read. */
    CHANGED,
    /** The destination exists, and the plan does not allow that. */
    DESTINATION_EXISTS,
    /** The key has not changed since it was read, so the step fails as planned. */
    FAILED,
    /** The key's content is too large to be read or copied; the detail is its type and size. */
    TOO_LARGE,
    /** Not handled, because the call has reached its limit of work: the key must be sent again. */
    DEFERRED,
    /** The server has refused the change, which was taken back; the detail is the server's message. */
    ERROR,
    /** Compensated, with its outcome counted in the journal. */
    SETTLED,
    /** An application changed the unit, and the conflict policy is fail. */
    CONFLICT,
    /** The unit's pre-image is missing from the journal. */
    PRE_IMAGE_MISSING,
    /** The fence is higher than this dispatch. */
    SUPERSEDED,
    /** The fence is lower than this dispatch, which had raised it: the server has lost writes. */
    FENCE_LOST
}
