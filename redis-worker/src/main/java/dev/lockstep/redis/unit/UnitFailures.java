package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepFailure.Permanent;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.redis.journal.UnitCounts;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;

/** Creates the failures that end a dispatch because of one unit or because of the journal. */
final class UnitFailures {
    private final StepContext context;

    UnitFailures(StepContext context) {
        this.context = context;
    }

    /** The name of a key as failures show it. */
    private String textOf(RedisKey key) {
        return context.masking().key(key.toString());
    }

    DispatchSuperseded superseded() {
        return new DispatchSuperseded(context.key(), context.dispatch(), "the target's fence is higher");
    }

    /** The server has lost writes. The next dispatch continues from the rows that the journal still has. */
    OperationFailed fenceLost() {
        return OperationFailed.retriable(
                "fence-lost",
                "the target's fence is lower than dispatch %s, which had raised it: the server has lost writes"
                        .formatted(context.dispatch()));
    }

    /** Applications change the key faster than the step can write it. */
    static OperationFailed contended(RedisKey key, int attempts, Masking masking) {
        return OperationFailed.retriable(
                "key-contended",
                "key %s was changed by an application between reading and writing it, %d times in a row"
                        .formatted(masking.key(key.toString()), attempts));
    }

    OperationFailed destinationExists(RedisKey source, RedisKey destination, Effect effect) {
        return new OperationFailed(new Permanent(
                "destination-exists",
                "destination key %s of source key %s exists and was not written by this step"
                        .formatted(textOf(destination), textOf(source)),
                effect));
    }

    /**
     * The content of a key is too large to be read or copied by one script.
     *
     * @param size its type and size
     */
    OperationFailed tooLarge(RedisKey key, String size, UnitLimits limits, Effect effect) {
        return new OperationFailed(new Permanent(
                "value-too-large",
                "key %s is too large: %s; the limits are %d members (option max-members) and %d bytes (option max-value-bytes)"
                        .formatted(textOf(key), size, limits.maxMembers(), limits.maxValueBytes()),
                effect));
    }

    /**
     * The name of a key is too long.
     *
     * @param start the first bytes of the name
     * @param length the number of bytes
     */
    OperationFailed nameTooLong(RedisKey start, String length) {
        return OperationFailed.withPartialEffect(
                "key-name-too-long",
                "the name of key %s… has %s bytes; the limit is %d bytes"
                        .formatted(textOf(start), length, UnitLimits.MAX_NAME_BYTES));
    }

    /** The server has refused one change of a batch. The target classifies the server's message. */
    RuntimeException serverError(RedisKey key, ScriptReply reply) {
        return RedisSession.serverError("%s (key %s)".formatted(reply.text(), textOf(key)));
    }

    OperationFailed planned(KeyChange.Fail fail, Effect effect) {
        return new OperationFailed(new Permanent(
                fail.code(), "key %s cannot be edited: %s".formatted(textOf(fail.key()), fail.detail()), effect));
    }

    static OperationFailed journalDamaged(JournalKeys keys, UnitCounts counts) {
        return OperationFailed.withPartialEffect(
                "journal-damaged",
                "the rows in %s and %s do not match the journal's counts: %s"
                        .formatted(keys.units(), keys.deletedSources(), counts.counts()));
    }

    OperationFailed conflict(Conflict conflict) {
        Masking masking = context.masking();
        return OperationFailed.withPartialEffect(
                "conflict",
                "key %s was changed after the step wrote it; expected %s, found %s"
                        .formatted(
                                masking.key(conflict.unit()),
                                masking.valueOf(conflict.unit(), conflict.expected()),
                                masking.valueOf(conflict.unit(), conflict.found())));
    }

    OperationFailed preImageMissing(RedisKey key) {
        return OperationFailed.withPartialEffect(
                "pre-image-missing", "the journal has a row but no pre-image for key %s".formatted(textOf(key)));
    }
}
