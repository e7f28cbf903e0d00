package dev.lockstep.mongo.unit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The period in which a dispatch may write. The server cannot compare a write with the fence, which is another document,
 * but it can compare a write with its clock. So a dispatch stores the end of its window in the fence, and every write
 * requires that this time has not passed. The next dispatch waits until the window has ended, and then for the
 * {@code write-limit} of the dispatch that opened the window, which is the longest time that one of its writes may run.
 */
public final class MongoWriteWindow {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    // The dispatch that opened the window.
    private static final String WINDOW_DISPATCH = "windowDispatch";
    private static final String WRITES_UNTIL = "writesUntil";
    // The limit of one write of that dispatch, in milliseconds. Another worker may have another limit.
    private static final String WRITE_LIMIT = "writeLimit";

    private final MongoTargetDatabase database;
    private final StepContext context;
    private final BsonInt64 dispatch;
    private @Nullable BsonDateTime end;
    private long openedNanos;

    public MongoWriteWindow(MongoTargetDatabase database, StepContext context) {
        this.database = database;
        this.context = context;
        this.dispatch = new BsonInt64(context.dispatch().value());
    }

    /** Waits until no write of an earlier dispatch can take effect any more. */
    public void awaitEarlierDispatch() {
        BsonDateTime until = earlierWritesUntil();
        while (until != null && database.serverTime().compareTo(until) <= 0) {
            context.checkpoint();
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            until = earlierWritesUntil();
        }
    }

    /** The time until which a write of an earlier dispatch may take effect; null if no earlier dispatch can write. */
    @Nullable BsonDateTime earlierWritesUntil() {
        BsonDocument fence =
                journal().find(Filters.eq("_id", JournalNames.FENCE)).first();
        if (fence == null || dispatch.equals(fence.get(WINDOW_DISPATCH))) {
            return null;
        }
        BsonValue windowEnd = fence.get(WRITES_UNTIL);
        return windowEnd == null
                ? null
                : new BsonDateTime(windowEnd.asDateTime().getValue()
                        + fence.getNumber(WRITE_LIMIT).longValue());
    }

    /**
     * Returns the end of the current window. Opens a new window if a quarter of the current one has passed, so that a write
     * has most of a window.
     */
    BsonDateTime ensureOpen() {
        BsonDateTime current = end;
        return current != null && nanosSinceOpened() < length().toNanos() / 4 ? current : open();
    }

    /**
     * Opens a new window.
     *
     * @return the end of the window by the server's clock; a write takes effect before it or not at all
     * @throws DispatchSuperseded if a newer dispatch has raised the fence
     */
    BsonDateTime open() {
        openedNanos = System.nanoTime();
        BsonDateTime windowEnd = new BsonDateTime(database.serverTime().getValue() + length().toMillis());
        Bson change = Updates.combine(
                Updates.set(WINDOW_DISPATCH, dispatch),
                Updates.set(WRITES_UNTIL, windowEnd),
                Updates.set(
                        WRITE_LIMIT,
                        new BsonInt64(database.options().writeLimit().toMillis())));
        if (journal().updateOne(fenceWith("dispatch"), change).getMatchedCount() == 0) {
            throw new DispatchSuperseded(
                    context.key(), new DispatchNumber(dispatch.getValue()), "a newer dispatch has raised the fence");
        }
        end = windowEnd;
        return windowEnd;
    }

    /** Whether the current window may have ended. False means that it was open until now. */
    boolean mayHaveEnded() {
        return nanosSinceOpened() >= length().toNanos();
    }

    Duration length() {
        return database.options().writeWindow();
    }

    /** Closes the window, so that the next dispatch does not wait. No write may be running any more. */
    void close() {
        if (end == null) {
            return;
        }
        end = null;
        journal().updateOne(fenceWith(WINDOW_DISPATCH), Updates.unset(WRITES_UNTIL));
    }

    private long nanosSinceOpened() {
        return System.nanoTime() - openedNanos;
    }

    private BsonDocument fenceWith(String field) {
        return new BsonDocument("_id", new BsonString(JournalNames.FENCE)).append(field, dispatch);
    }

    private MongoCollection<BsonDocument> journal() {
        return database.collection(JournalNames.JOURNAL);
    }
}
