package dev.lockstep.redis.backup;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;

/** The replies of the script that restores keys. */
final class RestoreReplies {
    private static final String ERROR = "ERROR ";

    private RestoreReplies() {}

    /**
     * Checks that a reply is an outcome.
     *
     * @throws DispatchSuperseded if the target has accepted a later dispatch, or the restore has ended
     * @throws RuntimeException if the server refused to restore the key; the target classifies the message
     */
    static void requireOutcome(String reply, RedisKey key, StepContext context) {
        if (reply.equals("SUPERSEDED")) {
            throw new DispatchSuperseded(
                    context.key(),
                    context.dispatch(),
                    "the target has accepted a later dispatch, or this restore has ended on another worker");
        }
        if (reply.startsWith(ERROR)) {
            throw RedisSession.serverError("%s (key %s)"
                    .formatted(
                            reply.substring(ERROR.length()), context.masking().key(key.toString())));
        }
    }
}
