package dev.lockstep.redis.unit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an apply would do with one key, as the dry run of its script describes it.
 *
 * @param outcome the name by which the key is counted
 * @param rowBytes the length of its row in the journal
 * @param preImageBytes the memory of the pre-image that the journal keeps outside of the row
 * @param expiry the written expiry in milliseconds, or -1 for none; empty for a skipped key
 * @param expiryBefore the expiry before; empty if the key does not exist yet, or keeps its expiry
 */
record PlannedKey(
        KeyChange change,
        boolean isSkipped,
        String outcome,
        int rowBytes,
        long preImageBytes,
        OptionalLong expiry,
        OptionalLong expiryBefore) {
    private static final int PARTS = 5;

    /** Parses the reply; empty if the key would be neither changed nor skipped. */
    static Optional<PlannedKey> of(RedisUnitWriter.ChangeResult result) {
        UnitResult outcome = result.reply().result();
        if (outcome != UnitResult.WRITTEN && outcome != UnitResult.SKIPPED) {
            return Optional.empty();
        }
        String[] parts = new String(result.reply().detail(), StandardCharsets.UTF_8).split(" ", PARTS);
        return Optional.of(new PlannedKey(
                result.change(),
                outcome == UnitResult.SKIPPED,
                parts[0],
                Integer.parseInt(parts[1]),
                Long.parseLong(parts[2]),
                expiry(parts[3]),
                expiry(parts[4])));
    }

    private static OptionalLong expiry(String text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
