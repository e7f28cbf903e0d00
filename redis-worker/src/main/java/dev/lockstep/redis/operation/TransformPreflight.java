package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.ExpiryPolicy;
import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;

/** Refuses {@code redis.transform} operations that change nothing or whose result is not well defined. */
final class TransformPreflight {
    // Far below 2^53 milliseconds, the limit up to which Lua counts exactly.
    private static final Duration MAX_TTL = Duration.ofDays(36_500);

    private TransformPreflight() {}

    static void check(RedisTransform operation) {
        KeyRename rename = operation.key();
        if (rename == null && operation.json() == null && operation.ttl() instanceof ExpiryPolicy.Preserve) {
            throw OperationFailed.withoutEffect(
                    "nothing-to-do", "the operation has neither key nor json nor ttl; expected at least one of them");
        }
        if (operation.ttl() instanceof ExpiryPolicy.After(Duration duration) && duration.compareTo(MAX_TTL) > 0) {
            throw OperationFailed.withoutEffect(
                    "ttl-too-long",
                    "ttl is %dh, but the limit is %dh (%dd); write a shorter ttl, or none"
                            .formatted(duration.toHours(), MAX_TTL.toHours(), MAX_TTL.toDays()));
        }
        if (rename != null) {
            check(operation, rename);
        }
    }

    private static void check(RedisTransform operation, KeyRename rename) {
        if (RedisKey.of(rename.to()).isReserved()) {
            throw OperationFailed.withoutEffect(
                    "reserved-prefix",
                    "key.to is \"%s\"; keys that start with lockstep: belong to Lockstep".formatted(rename.to()));
        }
        if (operation.existing() == RedisTransform.ExistingKeys.REPLACE && new PrefixMapping(rename).canOverlap()) {
            throw OperationFailed.withoutEffect(
                    "overlapping-keys",
                    "key.from is \"%s\" and key.to is \"%s\": a key can be source and destination, and with existing: replace the"
                                    .formatted(rename.from(), rename.to())
                            + " result would depend on the order of the scan; expected prefixes that do not overlap");
        }
    }
}
