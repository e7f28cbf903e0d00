package dev.lockstep.mongo.backup;

import com.mongodb.client.model.Filters;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The time until which a restore may write. It compares the fence before each window and does not write it, because a restore
 * leaves the fence as it is. A restore whose worker was suspended can therefore write until its window ends, although a later
 * dispatch has begun; it then writes only documents that are as it has read them, and inserts those that were missing.
 */
final class MongoRestoreWindow {
    private final MongoTargetDatabase database;
    private final StepContext context;
    private @Nullable BsonDateTime end;
    private long openedNanos;

    MongoRestoreWindow(MongoTargetDatabase database, StepContext context) {
        this.database = database;
        this.context = context;
    }

    /**
     * Returns the end of the window by the server's clock.
     *
     * @throws DispatchSuperseded if the target has accepted a later dispatch
     */
    BsonDateTime ensureOpen() {
        BsonDateTime current = end;
        long length = database.options().writeWindow().toNanos();
        if (current != null && System.nanoTime() - openedNanos < length / 4) {
            return current;
        }
        openedNanos = System.nanoTime();
        BsonDateTime next = new BsonDateTime(database.serverTime().getValue()
                + database.options().writeWindow().toMillis());
        checkFence();
        end = next;
        return next;
    }

    private void checkFence() {
        BsonDocument fence = database.collection(JournalNames.JOURNAL)
                .find(Filters.eq("_id", JournalNames.FENCE))
                .first();
        if (fence != null
                && context.dispatch()
                        .isBelow(new DispatchNumber(fence.getNumber("dispatch").longValue()))) {
            throw new DispatchSuperseded(context.key(), context.dispatch(), "a newer dispatch has raised the fence");
        }
    }
}
