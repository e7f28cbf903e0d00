package dev.lockstep.redis.connection;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Scans the keys that match a glob, in batches. A key that exists during the whole scan is returned at least once, and
 * possibly more often. A scan has either Lockstep's own keys or those of applications.
 */
public final class RedisKeyScan {
    /** The glob of Lockstep's own keys. */
    public static final String RESERVED = "lockstep:*";

    private static final int PAGE_SIZE = 1000;
    private final RedisSession session;
    private final ScanArgs arguments;
    private final Predicate<RedisKey> filter;
    private final Deque<RedisKey> buffered = new ArrayDeque<>();
    private @Nullable RedisFuture<KeyScanCursor<byte[]>> nextPage;

    /** A scan of the keys of applications that match a glob. */
    public RedisKeyScan(RedisSession session, String match) {
        this(session, match, key -> !key.isReserved());
    }

    /** A scan of Lockstep's own keys. */
    public static RedisKeyScan ofReserved(RedisSession session) {
        return new RedisKeyScan(session, RESERVED, RedisKey::isReserved);
    }

    private RedisKeyScan(RedisSession session, String match, Predicate<RedisKey> filter) {
        this.session = session;
        this.filter = filter;
        this.arguments = ScanArgs.Builder.limit(PAGE_SIZE).match(match.getBytes(StandardCharsets.UTF_8));
        this.nextPage = session.send(redis -> redis.scan(arguments));
    }

    /** Returns the next keys: {@code size} keys, or fewer only at the end of the scan. */
    public List<RedisKey> next(int size) {
        while (buffered.size() < size && nextPage != null) {
            readPage(nextPage);
        }
        List<RedisKey> batch = new ArrayList<>(size);
        while (batch.size() < size && !buffered.isEmpty()) {
            batch.add(buffered.removeFirst());
        }
        return batch;
    }

    private void readPage(RedisFuture<KeyScanCursor<byte[]>> reply) {
        KeyScanCursor<byte[]> page = session.await(reply);
        nextPage = page.isFinished()
                ? null
                : session.send(redis -> redis.scan(ScanCursor.of(page.getCursor()), arguments));
        page.getKeys().stream().map(RedisKey::of).filter(filter).forEach(buffered::addLast);
    }
}
