package dev.lockstep.mongo.journal;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.mongo.store.MongoStore;
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
 * The fence inside a write. MongoDB can compare nothing but the document and its own clock, so a dispatch may write
 * until a moment that it has put beside its number in the fence; whoever raises the fence waits for that moment, and
 * for the longest that a command begun before it may still run.
 */
public final class MongoWriteWindow {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final String WRITER = "writer";
    private static final String WRITES_UNTIL = "writesUntil";

    private final MongoStore store;
    private final StepContext context;
    private final BsonInt64 dispatch;
    private @Nullable BsonDateTime current;
    private long openedAt;

    public MongoWriteWindow(MongoStore store, StepContext context) {
        this.store = store;
        this.context = context;
        this.dispatch = new BsonInt64(context.dispatch().value());
    }

    /** Returns once no write of an older dispatch can take effect any more. */
    public void awaitPredecessor() {
        while (isOpenToAnother()) {
            context.checkpoint();
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** The same as {@link #open()}, which is not asked for while most of the last window is left. */
    public BsonDateTime stillOpen() {
        BsonDateTime until = current;
        long little = store.options().writeWindow().toNanos() / 4;
        return until != null && System.nanoTime() - openedAt < little ? until : open();
    }

    /**
     * Lets this dispatch write for a while.
     *
     * @return the moment, by the server's clock, from which on no write may take effect
     */
    public BsonDateTime open() {
        openedAt = System.nanoTime();
        long until = store.now().getValue() + store.options().writeWindow().toMillis();
        Bson change =
                Updates.combine(Updates.set(WRITER, dispatch), Updates.set(WRITES_UNTIL, new BsonDateTime(until)));
        if (fences().updateOne(fenceOf("dispatch"), change).getMatchedCount() == 0) {
            throw new DispatchSuperseded(
                    context.key(), new DispatchNumber(dispatch.getValue()), "the fence of its target has been raised");
        }
        current = new BsonDateTime(until);
        return current;
    }

    /** Spares the next dispatch the wait; only once every write has been answered. */
    public void close() {
        current = null;
        fences().updateOne(fenceOf(WRITER), Updates.unset(WRITES_UNTIL));
    }

    private boolean isOpenToAnother() {
        BsonDocument fence = fences().find(Filters.eq("_id", Journal.FENCE)).first();
        if (fence == null || dispatch.equals(fence.get(WRITER))) {
            return false;
        }
        BsonValue until = fence.get(WRITES_UNTIL);
        long limit = store.options().writeLimit().toMillis();
        return until != null && store.now().getValue() <= until.asDateTime().getValue() + limit;
    }

    private BsonDocument fenceOf(String field) {
        return new BsonDocument("_id", new BsonString(Journal.FENCE)).append(field, dispatch);
    }

    private MongoCollection<BsonDocument> fences() {
        return store.collection(Journal.STEPS);
    }
}
