package dev.lockstep.mongo.journal;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.mongo.store.MongoStore;
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
 * The fence document holds the row of the step that raised it last, so that both are one conditional write. Before
 * another step takes that place, the row is copied to a document of its own; a copy never overwrites a newer one.
 */
public final class MongoStepJournal implements StepJournal {
    private static final String ID = "_id";
    private static final String DISPATCH = "dispatch";
    private static final String REVISION = "revision";
    private static final String STEP = "step";
    private static final String RECORD = "record";

    private final MongoStore store;
    private final MongoTemplate template;

    public MongoStepJournal(MongoStore store) {
        this.store = store;
        this.template = store.template();
    }

    @Override
    public TargetIdentity identity() {
        Document found = template.findById(Journal.IDENTITY, Document.class, Journal.STEPS);
        if (found != null) {
            return TargetIdentity.parse(found.getString("value"));
        }
        insertOnce(new Document(ID, Journal.IDENTITY)
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
            insertOnce(new Document(ID, Journal.FENCE).append(DISPATCH, 0L).append(REVISION, 0L));
            return write(key, expected, next);
        }
        String sitting = fence.getString(STEP);
        if (sitting != null && !sitting.equals(key.toString())) {
            keep(sitting, fence);
        }
        return template.updateFirst(atRevisionOf(fence), changeTo(key, next), Journal.STEPS)
                        .getMatchedCount()
                == 1;
    }

    @Override
    public void purge(StepKey key) {
        new MongoUnitJournal(store, key, DispatchNumber.NONE).purge();
        template.remove(byId(Journal.stepId(key)), Journal.STEPS);
        Update leave = new Update().unset(STEP).unset(RECORD).inc(REVISION, 1);
        template.updateFirst(query(where(ID).is(Journal.FENCE).and(STEP).is(key.toString())), leave, Journal.STEPS);
    }

    private @Nullable Document fence() {
        return template.findById(Journal.FENCE, Document.class, Journal.STEPS);
    }

    private JournalEntry entry(@Nullable Document fence, StepKey key) {
        if (fence == null) {
            return JournalEntry.EMPTY;
        }
        Document row = key.toString().equals(fence.getString(STEP))
                ? fence
                : template.findById(Journal.stepId(key), Document.class, Journal.STEPS);
        return new JournalEntry(new DispatchNumber(fence.getLong(DISPATCH)), row == null ? null : record(row));
    }

    private static StepRecord record(Document row) {
        return LockstepJson.messages().readValue(row.getString(RECORD), StepRecord.class);
    }

    // A slow writer's copy may come after the row has moved on: the revision says which of the two is newer.
    private void keep(String step, Document fence) {
        Query older = query(where(ID).is("step/" + step).and(REVISION).lt(revision(fence)));
        Update copy =
                new Update().set(REVISION, revision(fence)).set(STEP, step).set(RECORD, fence.getString(RECORD));
        try {
            template.upsert(older, copy, Journal.STEPS);
        } catch (DuplicateKeyException e) {
            Objects.requireNonNull(
                    template.findById("step/" + step, Document.class, Journal.STEPS), "a row as new is there already");
        }
    }

    private static Query atRevisionOf(Document fence) {
        return query(where(ID).is(Journal.FENCE).and(REVISION).is(revision(fence)));
    }

    private static Update changeTo(StepKey key, JournalEntry next) {
        StepRecord step = Objects.requireNonNull(next.step(), "an entry that is written has a step");
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
            template.insert(document, Journal.STEPS);
        } catch (DuplicateKeyException e) {
            Objects.requireNonNull(
                    template.findById(document.getString(ID), Document.class, Journal.STEPS),
                    "another worker has inserted it");
        }
    }

    private static Query byId(String id) {
        return query(Criteria.where(ID).is(id));
    }
}
