package dev.lockstep.redis.request;

import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.journal.JournalKeys;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Removes all keys of Lockstep from one logical database, the identity and the fence last. A SCAN of the whole database
 * finds them, page by page; keys of applications are read by name only.
 */
final class RedisUninstall {
    private static final int PAGE_SIZE = 1000;
    private static final int MAX_RECENT = 100_000;
    private static final Set<RedisKey> LAST = Set.of(JournalKeys.IDENTITY, JournalKeys.FENCE);

    private final RedisSession session;

    RedisUninstall(RedisSession session) {
        this.session = session;
    }

    /** Counts the keys and removes nothing. A key that SCAN returns twice, far apart, counts twice. */
    UninstallResult dryRun() {
        Set<RedisKey> recent = new HashSet<>();
        AtomicLong counted = new AtomicLong();
        forEachPage(keys -> {
            if (recent.size() > MAX_RECENT) {
                recent.clear();
            }
            counted.addAndGet(keys.stream().filter(recent::add).count());
        });
        return result(true, counted.get());
    }

    UninstallResult run() {
        AtomicLong removed = new AtomicLong();
        forEachPage(keys -> removed.addAndGet(
                unlink(keys.stream().filter(key -> !LAST.contains(key)).toList())));
        removed.addAndGet(unlink(LAST));
        session.confirmWrites();
        return result(false, removed.get());
    }

    private static UninstallResult result(boolean dryRun, long keys) {
        return new UninstallResult(
                dryRun, List.of(new UninstallResult.Item("keys", RedisKeyScan.RESERVED, keys)), List.of());
    }

    private void forEachPage(Consumer<List<RedisKey>> action) {
        RedisKeyScan scan = RedisKeyScan.ofReserved(session);
        for (List<RedisKey> page = scan.next(PAGE_SIZE); !page.isEmpty(); page = scan.next(PAGE_SIZE)) {
            action.accept(page);
        }
    }

    private long unlink(Collection<RedisKey> keys) {
        if (keys.isEmpty()) {
            return 0;
        }
        byte[][] names = keys.stream().map(RedisKey::bytes).toArray(byte[][]::new);
        return session.call(redis -> redis.unlink(names));
    }
}
