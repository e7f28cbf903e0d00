package dev.lockstep.redis.unit;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scans the keys of one sweep. A script leaves out Lockstep's own keys and, if wanted, the keys that the step has
 * handled. The next page is requested before the current one is used.
 */
final class RedisScanPages {
    private static final byte[] PAGE_SIZE = argument("1000");
    private static final byte[] MAX_NAME_BYTES = argument(Integer.toString(UnitLimits.MAX_NAME_BYTES));
    private static final String START = "0";
    private final RedisSession session;
    private final StepContext context;
    private final RedisScript script = RedisScript.load("scan-keys");
    private final List<RedisKey> journalKeys;
    private final byte[] match;
    private byte[] filter = ScriptArguments.of(Filter.ALL);
    private final Deque<RedisKey> buffered = new ArrayDeque<>();
    private RedisSession.@Nullable SubmittedList nextPage;
    private ScanEstimate estimate = ScanEstimate.NONE;

    /** The keys that a sweep returns. */
    enum Filter {
        ALL,
        UNHANDLED
    }

    RedisScanPages(RedisSession session, String match, StepContext context) {
        JournalKeys journal = new JournalKeys(context.key());
        this.session = session;
        this.context = context;
        this.journalKeys = List.of(journal.units(), journal.skipped());
        this.match = match.getBytes(StandardCharsets.UTF_8);
    }

    /** Starts a scan of all keys. */
    void start(Filter returnedKeys) {
        filter = ScriptArguments.of(returnedKeys);
        estimate = ScanEstimate.NONE;
        nextPage = request(argument(START));
    }

    private RedisSession.SubmittedList request(byte[] cursor) {
        List<byte[]> arguments = List.of(cursor, match, PAGE_SIZE, filter, MAX_NAME_BYTES);
        return session.submitForList(new ScriptCall(script, journalKeys, arguments));
    }

    /** Returns up to {@code size} different keys; none only at the end of the scan. */
    List<RedisKey> next(int size) {
        while (buffered.size() < size && nextPage != null) {
            readPage(nextPage);
        }
        Set<RedisKey> batch = new LinkedHashSet<>();
        while (batch.size() < size && !buffered.isEmpty()) {
            batch.add(buffered.removeFirst());
        }
        return new ArrayList<>(batch);
    }

    private void readPage(RedisSession.SubmittedList page) {
        context.checkpoint();
        List<@Nullable Object> reply = session.listOf(page);
        byte[] cursor = cursorOf(reply.getFirst());
        nextPage = START.equals(new String(cursor, StandardCharsets.US_ASCII)) ? null : request(cursor);
        reply.subList(1, reply.size()).forEach(key -> buffered.addLast(keyOf(key)));
        estimate = estimate.afterPage(
                reply.size() - 1, Long.parseUnsignedLong(new String(cursor, StandardCharsets.US_ASCII)));
    }

    /** The number of keys that this scan will have returned at its end. */
    ScanEstimate estimate() {
        return estimate;
    }

    private static byte[] cursorOf(@Nullable Object element) {
        if (element instanceof byte[] cursor) {
            return cursor;
        }
        throw new IllegalStateException("scan-keys replied %s instead of a cursor".formatted(element));
    }

    private RedisKey keyOf(@Nullable Object element) {
        return switch (element) {
            case byte[] name -> RedisKey.of(name);
            case List<?> tooLong
            when tooLong.getFirst() instanceof byte[] length && tooLong.getLast() instanceof byte[] start ->
                throw new UnitFailures(context)
                        .nameTooLong(RedisKey.of(start), new String(length, StandardCharsets.US_ASCII));
            case null, default -> throw new IllegalStateException("scan-keys replied %s".formatted(element));
        };
    }
}
