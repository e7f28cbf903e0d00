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
import org.jspecify.annotations.Nullable;

/**
 * The keys that match a glob, batch by batch; every key that is there throughout comes at least once, and one may come
 * again. Lockstep's own never come.
 */
public final class RedisKeyScan {
    /** What the names of all keys of ours begin with. */
    public static final RedisKey OWN = RedisKey.of("lockstep:");

    private static final int PAGE = 1000;
    private final RedisSession session;
    private final ScanArgs arguments;
    private final Deque<RedisKey> read = new ArrayDeque<>();
    private @Nullable RedisFuture<KeyScanCursor<byte[]>> next;

    public RedisKeyScan(RedisSession session, String match) {
        this.session = session;
        this.arguments = ScanArgs.Builder.limit(PAGE).match(match.getBytes(StandardCharsets.UTF_8));
        this.next = session.send(redis -> redis.scan(arguments));
    }

    /** The next keys, as many as wanted; fewer, or none, only at the end. */
    public List<RedisKey> next(int wanted) {
        while (read.size() < wanted && next != null) {
            readPage(next);
        }
        List<RedisKey> batch = new ArrayList<>(wanted);
        while (batch.size() < wanted && !read.isEmpty()) {
            batch.add(read.removeFirst());
        }
        return batch;
    }

    private void readPage(RedisFuture<KeyScanCursor<byte[]>> answer) {
        KeyScanCursor<byte[]> page = session.await(answer);
        next = page.isFinished() ? null : session.send(redis -> redis.scan(ScanCursor.of(page.getCursor()), arguments));
        page.getKeys().stream()
                .map(RedisKey::of)
                .filter(key -> !key.startsWith(OWN))
                .forEach(read::addLast);
    }
}
