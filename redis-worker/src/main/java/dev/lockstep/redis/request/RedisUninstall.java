package dev.lockstep.redis.request;

import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.journal.JournalKeys;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes all keys of Lockstep from one logical database, the identity and the fence last. A SCAN of the whole database
 * finds them, page by page; keys of applications are read by name only.
 */
final class RedisUninstall {
    private static final String PATTERN = "lockstep:*";
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
        long[] counted = new long[1];
        forEachPage(keys -> {
            if (recent.size() > MAX_RECENT) {
                recent.clear();
            }
            counted[0] += keys.stream().filter(recent::add).count();
        });
        return result(true, counted[0]);
    }

    UninstallResult run() {
        long[] removed = new long[1];
        forEachPage(keys -> removed[0] +=
                unlink(keys.stream().filter(key -> !LAST.contains(key)).toList()));
        removed[0] += unlink(LAST);
        session.confirmWrites();
        return result(false, removed[0]);
    }

    private static UninstallResult result(boolean dryRun, long keys) {
        return new UninstallResult(dryRun, List.of(new UninstallResult.Item("keys", PATTERN, keys)), List.of());
    }

    private void forEachPage(Consumer<List<RedisKey>> action) {
        ScanArgs arguments = ScanArgs.Builder.limit(PAGE_SIZE).match(PATTERN.getBytes(StandardCharsets.UTF_8));
        KeyScanCursor<byte[]> page = session.call(redis -> redis.scan(arguments));
        action.accept(keys(page));
        while (!page.isFinished()) {
            ScanCursor next = ScanCursor.of(page.getCursor());
            page = session.call(redis -> redis.scan(next, arguments));
            action.accept(keys(page));
        }
    }

    private static List<RedisKey> keys(KeyScanCursor<byte[]> page) {
        return page.getKeys().stream().map(RedisKey::of).toList();
    }

    private long unlink(Collection<RedisKey> keys) {
        if (keys.isEmpty()) {
            return 0;
        }
        byte[][] names = keys.stream().map(RedisKey::bytes).toArray(byte[][]::new);
        return session.call(redis -> redis.unlink(names));
    }
}
