package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.backup.KeyRule;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.CopyProgress;
import dev.lockstep.worker.backup.NameSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Copies the keys of steps and checks, and the keys that have the new names of renamed ones. One batch is in memory.
 */
final class RedisKeyCopy {
    /** A name that is not in the set any more is only copied twice. */
    private static final int MAX_NAMES = 1_000_000;

    private final RedisSession scanner;
    private final RedisKeyReader reader;
    private final RedisKeyWriter writer;
    private final UnitLimits limits;
    private final CopyProgress progress;
    private final NameSet seen = new NameSet(MAX_NAMES);

    RedisKeyCopy(RedisSession target, RedisSession copy, UnitLimits limits, CopyProgress progress) {
        this.scanner = target;
        this.reader = new RedisKeyReader(target, "dump-keys", Integer.toString(limits.maxValueBytes()));
        this.writer = new RedisKeyWriter(copy, progress);
        this.limits = limits;
        this.progress = progress;
    }

    /** @param sample maximum number of keys that match the rule; empty for all */
    void run(KeyRule rule, OptionalInt sample) {
        RedisKeyScan scan = new RedisKeyScan(scanner, rule.match());
        int missing = sample.orElse(Integer.MAX_VALUE);
        List<RedisKey> keys = scan.next(Math.min(limits.batchSize(), missing));
        while (!keys.isEmpty()) {
            copy(withDestinations(rule, keys));
            missing -= keys.size();
            keys = scan.next(Math.min(limits.batchSize(), missing));
        }
        if (sample.isEmpty()) {
            copyDestinations(rule);
        } else if (!scan.next(1).isEmpty()) {
            progress.markIncomplete();
        }
    }

    /** Notes how the copy differs from the target, after the last rule. */
    void finish() {
        writer.finish();
    }

    private static List<RedisKey> withDestinations(KeyRule rule, List<RedisKey> sources) {
        List<RedisKey> keys = new ArrayList<>(sources);
        for (RedisKey source : sources) {
            RedisKey destination = rule.destinationOf(source);
            if (destination != null) {
                keys.add(destination);
            }
        }
        return keys;
    }

    /** Copies the keys that have the new names of missing keys. */
    private void copyDestinations(KeyRule rule) {
        String glob = rule.destinationScan();
        if (glob == null) {
            return;
        }
        RedisKeyScan scan = new RedisKeyScan(scanner, glob);
        List<RedisKey> keys = scan.next(limits.batchSize());
        while (!keys.isEmpty()) {
            copy(keys.stream().filter(rule::isDestination).toList());
            keys = scan.next(limits.batchSize());
        }
    }

    private void copy(List<RedisKey> keys) {
        reader.read(keys.stream().filter(key -> seen.add(key.bytes())).toList(), writer::write);
    }
}
