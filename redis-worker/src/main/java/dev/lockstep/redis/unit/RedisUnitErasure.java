package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.OperationFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes the values of one unit from the journal of a step. A source and the key that the step wrote for it are one
 * unit: the journal can have values of both.
 */
final class RedisUnitErasure {
    private final RedisSession session;
    private final KeyMapping mapping;
    private final JournalKeys journal;

    RedisUnitErasure(RedisSession session, KeyMapping mapping, JournalKeys journal) {
        this.session = session;
        this.mapping = mapping;
        this.journal = journal;
    }

    /**
     * Erases the unit of this key, and waits until the writes are durable.
     *
     * @param text the name of the source or of the key that the step wrote, as conflicts print it
     * @return the number of the unit's changes that are erased now or were erased before
     * @throws OperationFailed if the text is a shortened name
     */
    long erase(String text) {
        for (RedisKey key : RedisKey.parseAll(text)) {
            long erased = erase(key);
            if (erased > 0) {
                session.confirmWrites();
                return erased;
            }
        }
        if (RedisKey.isShortened(text)) {
            throw OperationFailed.withoutEffect(
                    "unit-unreadable",
                    "the name of the key is shortened; write all of it, with \\x and two digits for bytes that are not text");
        }
        return 0;
    }

    private long erase(RedisKey key) {
        Set<RedisKey> sources = new LinkedHashSet<>(Set.of(key));
        mapping.sourceOf(key).ifPresent(sources::add);
        List<RedisKey> keys = new ArrayList<>(List.of(
                JournalKeys.FENCE, journal.units(), journal.counts(), journal.conflicts(), journal.deletedSources()));
        for (RedisKey source : sources) {
            keys.add(mapping.canMap(source) ? mapping.destinationOf(source) : source);
            keys.add(journal.preImagePrefix().plus(source));
            keys.add(journal.sourcePreImagePrefix().plus(source));
        }
        byte[] reply = session.run(new ScriptCall(
                RedisScript.load("erase-units", session.version()),
                keys,
                sources.stream().map(RedisKey::bytes).toList()));
        return Long.parseLong(new String(reply, StandardCharsets.UTF_8));
    }
}
