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
 * The period in which a dispatch may write. A write cannot be compared with the fence, which is another document, but
 * it can be compared with the server's clock. So a dispatch stores in the fence until when it writes, every write has
 * that time as a condition, and the next dispatch waits for it, and for the longest time that a write may take.
 */
final class MongoWriteWindow {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final String WRITER = "writer";
    private static final String WRITES_UNTIL = "writesUntil";

    private final MongoTargetDatabase database;
    private final StepContext context;
    private final BsonInt64 dispatch;
    private @Nullable BsonDateTime end;
    private long openedNanos;

    MongoWriteWindow(MongoTargetDatabase database, StepContext context) {
        this.database = database;
        this.context = context;
        this.dispatch = new BsonInt64(context.dispatch().value());
    }

    /** Returns once no write of an earlier dispatch can take effect any more. */
    void awaitEarlierDispatch() {
        while (isOpenForAnotherDispatch()) {
            context.checkpoint();
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Opens a new window unless most of the current one is left; returns its end as {@link #open()} does. */
    BsonDateTime ensureOpen() {
        BsonDateTime current = end;
        long quarter = database.options().writeWindow().toNanos() / 4;
        return current != null && System.nanoTime() - openedNanos < quarter ? current : open();
    }

    /**
     * Opens a new window.
     *
     * @return its end by the server's clock; a write takes effect before it or not at all
     * @throws DispatchSuperseded if a newer dispatch has raised the fence
     */
    BsonDateTime open() {
        openedNanos = System.nanoTime();
        long until = database.serverTime().getValue()
                + database.options().writeWindow().toMillis();
        Bson change =
                Updates.combine(Updates.set(WRITER, dispatch), Updates.set(WRITES_UNTIL, new BsonDateTime(until)));
        if (fences().updateOne(fenceWith("dispatch"), change).getMatchedCount() == 0) {
            throw new DispatchSuperseded(
                    context.key(), new DispatchNumber(dispatch.getValue()), "a newer dispatch has raised the fence");
        }
        BsonDateTime opened = new BsonDateTime(until);
        end = opened;
        return opened;
    }

    /** Closes the window, so the next dispatch does not wait. Every write must have been answered. */
    void close() {
        end = null;
        fences().updateOne(fenceWith(WRITER), Updates.unset(WRITES_UNTIL));
    }

    private boolean isOpenForAnotherDispatch() {
        BsonDocument fence =
                fences().find(Filters.eq("_id", JournalNames.FENCE)).first();
        if (fence == null || dispatch.equals(fence.get(WRITER))) {
            return false;
        }
        BsonValue until = fence.get(WRITES_UNTIL);
        long limit = database.options().writeLimit().toMillis();
        return until != null
                && database.serverTime().getValue() <= until.asDateTime().getValue() + limit;
    }

    private BsonDocument fenceWith(String field) {
        return new BsonDocument("_id", new BsonString(JournalNames.FENCE)).append(field, dispatch);
    }

    private MongoCollection<BsonDocument> fences() {
        return database.collection(JournalNames.STEPS);
    }
}
