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
 * Before another step's row replaces it, the row is copied to a document of its own; a copy never overwrites a newer one.
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
        Document found = template.findById(JournalNames.IDENTITY, Document.class, JournalNames.STEPS);
        if (found != null) {
            return TargetIdentity.parse(found.getString("value"));
        }
        insertOnce(new Document(ID, JournalNames.IDENTITY)
                .append("value", UUID.randomUUID().toString()));
        return identity();
    }

    @Override
    public JournalEntry read(StepKey key) {
        return entry(fence(), key);
    }

    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        Document fence = fence();
        if (!entry(fence, key).equals(expected)) {
            return false;
        }
        if (fence == null) {
            insertOnce(new Document(ID, JournalNames.FENCE).append(DISPATCH, 0L).append(REVISION, 0L));
            return write(key, expected, next);
        }
        String previous = fence.getString(STEP);
        if (previous != null && !previous.equals(key.toString())) {
            copyRow(previous, fence);
        }
        return template.updateFirst(atRevisionOf(fence), changeTo(key, next), JournalNames.STEPS)
                        .getMatchedCount()
                == 1;
    }

    @Override
    public void purge(StepKey key) {
        new MongoUnitJournal(database, key, DispatchNumber.NONE).purge();
        template.remove(byId(JournalNames.stepId(key)), JournalNames.STEPS);
        Update clearRow = new Update().unset(STEP).unset(RECORD).inc(REVISION, 1);
        template.updateFirst(
                query(where(ID).is(JournalNames.FENCE).and(STEP).is(key.toString())), clearRow, JournalNames.STEPS);
    }

    private @Nullable Document fence() {
        return template.findById(JournalNames.FENCE, Document.class, JournalNames.STEPS);
    }

    private JournalEntry entry(@Nullable Document fence, StepKey key) {
        if (fence == null) {
            return JournalEntry.EMPTY;
        }
        Document row = key.toString().equals(fence.getString(STEP))
                ? fence
                : template.findById(JournalNames.stepId(key), Document.class, JournalNames.STEPS);
        return new JournalEntry(new DispatchNumber(fence.getLong(DISPATCH)), row == null ? null : record(row));
    }

    private static StepRecord record(Document row) {
        return LockstepJson.messages().readValue(row.getString(RECORD), StepRecord.class);
    }

    // A slow writer may copy a row that has changed since: the copy with the higher revision stays.
    private void copyRow(String step, Document fence) {
        String id = JournalNames.stepId(step);
        Query older = query(where(ID).is(id).and(REVISION).lt(revision(fence)));
        Update copy =
                new Update().set(REVISION, revision(fence)).set(STEP, step).set(RECORD, fence.getString(RECORD));
        try {
            template.upsert(older, copy, JournalNames.STEPS);
        } catch (DuplicateKeyException e) {
            Objects.requireNonNull(
                    template.findById(id, Document.class, JournalNames.STEPS),
                    "a copy of the same or a newer revision");
        }
    }

    private static Query atRevisionOf(Document fence) {
        return query(where(ID).is(JournalNames.FENCE).and(REVISION).is(revision(fence)));
    }

    private static Update changeTo(StepKey key, JournalEntry next) {
        StepRecord step = Objects.requireNonNull(next.step(), "an entry to write has a step");
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

    private void insertOnce(Document document) {
        try {
            template.insert(document, JournalNames.STEPS);
        } catch (DuplicateKeyException e) {
            Objects.requireNonNull(
                    template.findById(document.getString(ID), Document.class, JournalNames.STEPS),
                    "the document that another worker inserted");
        }
    }

    private static Query byId(String id) {
        return query(Criteria.where(ID).is(id));
    }
}
