package dev.lockstep.mongo.backup;

import com.mongodb.client.model.Filters;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The time until which a restore may write. It compares the fence and the last restore before each window and does not
 * write them, because a restore leaves the fence as it is. A restore whose worker was suspended can therefore write
 * until its window ends, although a later dispatch has begun or the same restore has ended on another worker; it then
 * writes only documents that are as it has read them, and inserts those that were missing.
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
     * @throws DispatchSuperseded if the target has accepted a later dispatch, or the restore has ended
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
        checkJournal();
        end = next;
        return next;
    }

    /** A repetition can run beside the restore that it repeats. It must not write after that one has ended. */
    private void checkJournal() {
        List<BsonDocument> found = database.collection(JournalNames.JOURNAL)
                .find(Filters.in("_id", JournalNames.FENCE, JournalNames.LAST_RESTORE))
                .into(new ArrayList<>());
        for (BsonDocument document : found) {
            boolean isFence = document.getString("_id").getValue().equals(JournalNames.FENCE);
            long last = document.getNumber("dispatch").longValue();
            if (last > context.dispatch().value()
                    || (!isFence && last == context.dispatch().value())) {
                throw new DispatchSuperseded(
                        context.key(),
                        context.dispatch(),
                        "dispatch %d has %s".formatted(last, isFence ? "raised the fence" : "ended its restore"));
            }
        }
    }
}
