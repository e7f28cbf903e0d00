package dev.lockstep.mongo.journal;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepRecord;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Keeps the fence and the row of the step that raised it last in one document, so one conditional write changes both.
 * Before the row of another step replaces this row, the row is copied to a separate document. A copy never overwrites a
 * newer copy.
 */
public final class MongoStepJournal implements StepJournal {
    private static final String ID = "_id";
    private static final String DISPATCH = "dispatch";
    private static final String REVISION = "revision";
    private static final String STEP = "step";
    private static final String RECORD = "record";

    private final MongoTargetDatabase database;
    private final MongoTemplate template;

    public MongoStepJournal(MongoTargetDatabase database) {
        this.database = database;
        this.template = database.template();
    }

    @Override
    public TargetIdentity identity() {
        Document found = template.findById(JournalNames.IDENTITY, Document.class, JournalNames.JOURNAL);
        if (found != null) {
            return TargetIdentity.parse(found.getString("value"));
        }
        insertIfAbsent(new Document(ID, JournalNames.IDENTITY)
                .append("value", UUID.randomUUID().toString()));
        return identity();
    }

    @Override
    public JournalEntry read(StepKey key) {
        return entryOf(key, readFence());
    }

    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        Document fence = readFence();
        if (!entryOf(key, fence).equals(expected)) {
            return false;
        }
        if (fence == null) {
            insertIfAbsent(
                    new Document(ID, JournalNames.FENCE).append(DISPATCH, 0L).append(REVISION, 0L));
            return write(key, expected, next);
        }
        String previous = fence.getString(STEP);
        if (previous != null && !previous.equals(key.toString())) {
            copyRow(previous, fence);
        }
        return template.updateFirst(atRevisionOf(fence), updateTo(key, next), JournalNames.JOURNAL)
                        .getMatchedCount()
                == 1;
    }

    @Override
    public void purge(StepKey key) {
        new MongoUnitJournal(database, key, DispatchNumber.NONE).purge();
        template.remove(byId(JournalNames.stepId(key)), JournalNames.JOURNAL);
        Update clearRow = new Update().unset(STEP).unset(RECORD).inc(REVISION, 1);
        template.updateFirst(
                query(where(ID).is(JournalNames.FENCE).and(STEP).is(key.toString())), clearRow, JournalNames.JOURNAL);
    }

    private @Nullable Document readFence() {
        return template.findById(JournalNames.FENCE, Document.class, JournalNames.JOURNAL);
    }

    private JournalEntry entryOf(StepKey key, @Nullable Document fence) {
        if (fence == null) {
            return JournalEntry.EMPTY;
        }
        Document row = key.toString().equals(fence.getString(STEP))
                ? fence
                : template.findById(JournalNames.stepId(key), Document.class, JournalNames.JOURNAL);
        return new JournalEntry(new DispatchNumber(fence.getLong(DISPATCH)), row == null ? null : parseRecord(row));
    }

    private static StepRecord parseRecord(Document row) {
        return LockstepJson.messages().readValue(row.getString(RECORD), StepRecord.class);
    }

    // A slow worker may copy an outdated row, so a copy with a higher revision is not overwritten.
    private void copyRow(String step, Document fence) {
        String id = JournalNames.stepId(step);
        Query olderCopy = query(where(ID).is(id).and(REVISION).lt(revision(fence)));
        Update copy =
                new Update().set(REVISION, revision(fence)).set(STEP, step).set(RECORD, fence.getString(RECORD));
        try {
            template.upsert(olderCopy, copy, JournalNames.JOURNAL);
        } catch (DuplicateKeyException e) {
            Objects.requireNonNull(
                    template.findById(id, Document.class, JournalNames.JOURNAL),
                    "no copy of the row found, although its insert reported a duplicate key");
        }
    }

    private static Query atRevisionOf(Document fence) {
        return query(where(ID).is(JournalNames.FENCE).and(REVISION).is(revision(fence)));
    }

    private static Update updateTo(StepKey key, JournalEntry next) {
        StepRecord step = Objects.requireNonNull(next.step(), "an entry without a step cannot be written");
        return new Update()
                .set(DISPATCH, next.fence().value())
                .inc(REVISION, 1)
                .set(STEP, key.toString())
                .set("phase", step.phase().name())
                .set(RECORD, LockstepJson.messages().writeValueAsString(step));
    }

    private static long revision(Document fence) {
        return fence.getLong(REVISION);
    }

    private void insertIfAbsent(Document document) {
        try {
            template.insert(document, JournalNames.JOURNAL);
        } catch (DuplicateKeyException e) {
            Objects.requireNonNull(
                    template.findById(document.getString(ID), Document.class, JournalNames.JOURNAL),
                    "no document found, although its insert reported a duplicate key");
        }
    }

    private static Query byId(String id) {
        return query(Criteria.where(ID).is(id));
    }
}
