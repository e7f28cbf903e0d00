package dev.lockstep.redis.unit;

import dev.lockstep.contract.plan.ExpiryPolicy;
import dev.lockstep.contract.plan.RedisTransform.ExistingKeys;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.redis.connection.RedisKey;

/** The planned change of one source key. A script makes it only if the key has not changed since it was read. */
public sealed interface KeyChange {
    RedisKey key();

    /** Changes the key in place. */
    record WriteInPlace(RedisKey key, KeyContent content, ExpiryPolicy expiry) implements KeyChange {}

    /** Writes the key's destination. */
    record WriteDestination(RedisKey key, KeyContent content, DestinationRules rules) implements KeyChange {}

    /** Changes only the expiry. The key may have any type and value. */
    record ChangeExpiry(RedisKey key, ExpiryChange change) implements KeyChange {}

    /**
     * Skips the key for the rest of the step.
     *
     * @param reason the name by which such keys are counted
     * @param detail why this key is skipped, for the journal and the report
     */
    record Skip(RedisKey key, KeyValue value, String reason, String detail) implements KeyChange {}

    /**
     * Fails the step.
     *
     * @param detail why this key cannot be edited
     */
    record Fail(RedisKey key, KeyValue value, String code, String detail) implements KeyChange {}

    /**
     * How destinations are written; the same for all keys of a step.
     *
     * @param existing what to do if the destination exists and this step did not write it
     * @param sources whether the finish deletes the sources
     * @param expiry the expiry of the destination
     */
    record DestinationRules(ExistingKeys existing, SourceKeys sources, ExpiryPolicy expiry) {}
}
