package dev.lockstep.mongo.journal;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.FinishedRestore;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
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
    private static final String IDENTITY_VALUE = "value";

    private final MongoTargetDatabase database;
    private final MongoTemplate template;
    /** Saves reading the fence again for a write that follows. */
    private final AtomicReference<@Nullable Read> lastRead = new AtomicReference<>();

    public MongoStepJournal(MongoTargetDatabase database) {
        this.database = database;
        this.template = database.template();
    }

    @Override
    public TargetIdentity identity() {
        Document found = template.findById(JournalNames.IDENTITY, Document.class, JournalNames.JOURNAL);
        if (found != null) {
            return TargetIdentity.parse(found.getString(IDENTITY_VALUE));
        }
        insertIfAbsent(new Document(ID, JournalNames.IDENTITY)
                .append(IDENTITY_VALUE, UUID.randomUUID().toString()));
        return identity();
    }

    @Override
    public boolean replaceIdentity(TargetIdentity expected, TargetIdentity replacement) {
        return template.updateFirst(
                                query(where(ID)
                                        .is(JournalNames.IDENTITY)
                                        .and(IDENTITY_VALUE)
                                        .is(expected.toString())),
                                Update.update(IDENTITY_VALUE, replacement.toString()),
                                JournalNames.JOURNAL)
                        .getMatchedCount()
                == 1;
    }

    /** Reads the fence before the row, as {@link #read} does: the copy of a row is at least as new as the fence. */
    @Override
    public Opened open(StepKey key) {
        Map<String, Document> found =
                findAll(List.of(JournalNames.FENCE, JournalNames.IDENTITY, JournalNames.stepId(key)));
        Document identity = found.get(JournalNames.IDENTITY);
        Document fence = found.get(JournalNames.FENCE);
        JournalEntry entry = entryOf(key, fence, () -> found.get(JournalNames.stepId(key)));
        lastRead.set(new Read(key, fence, entry));
        return new Opened(
                identity == null ? identity() : TargetIdentity.parse(identity.getString(IDENTITY_VALUE)), entry);
    }

    @Override
    public JournalEntry read(StepKey key) {
        return readNow(key).entry();
    }

    /** Reads the fence before the copies of the rows: a row that leaves the fence meanwhile has been copied. */
    @Override
    public Map<StepKey, StepRecord> readAll(Collection<StepKey> keys) {
        Document fence = template.findById(JournalNames.FENCE, Document.class, JournalNames.JOURNAL);
        Map<StepKey, StepRecord> rows = new HashMap<>();
        keys.stream().gather(Gatherers.windowFixed(READ_BATCH)).forEach(batch -> {
            Map<String, Document> copies =
                    findAll(batch.stream().map(JournalNames::stepId).toList());
            for (StepKey key : batch) {
                StepRecord row = entryOf(key, fence, () -> copies.get(JournalNames.stepId(key)))
                        .step();
                if (row != null) {
                    rows.put(key, row);
                }
            }
        });
        return rows;
    }

    private Map<String, Document> findAll(Collection<String> ids) {
        return template.find(query(where(ID).in(ids)).with(Sort.by(ID)), Document.class, JournalNames.JOURNAL).stream()
                .collect(Collectors.toMap(document -> document.getString(ID), Function.identity()));
    }

    /**
     * If a fence that was read earlier is outdated, the write has no effect, like any other write that came too late.
     */
    @Override
    public boolean write(StepKey key, JournalEntry expected, JournalEntry next) {
        Read earlier = lastRead.getAndSet(null);
        Read read = earlier != null && earlier.isOf(key, expected) ? earlier : readNow(key);
        if (!read.entry().equals(expected)) {
            return false;
        }
        Document fence = read.fence();
        if (fence == null) {
            insertIfAbsent(
                    new Document(ID, JournalNames.FENCE).append(DISPATCH, 0L).append(REVISION, 0L));
            return write(key, expected, next);
        }
        String previous = fence.getString(STEP);
        if (previous != null && !previous.equals(key.toString())) {
            copyRow(previous, fence);
        }
        Document written = fenceWith(key, next, revision(fence) + 1);
        boolean isWritten = template.updateFirst(atRevisionOf(fence), updateTo(written), JournalNames.JOURNAL)
                        .getMatchedCount()
                == 1;
        if (isWritten) {
            lastRead.set(new Read(key, written, next));
        }
        return isWritten;
    }

    /**
     * Replaces the row in the fence, and its copy, which can be an earlier row but not a newer one. The fence gets a
     * new revision, so that no worker copies the row that it read before; a worker that writes the row of another step
     * now reads the fence again.
     */
    @Override
    public boolean replaceRow(StepKey key, StepRecord expected, StepRecord next) {
        Read read = readNow(key);
        if (!expected.equals(read.entry().step())) {
            return false;
        }
        lastRead.set(null);
        Document fence = read.fence();
        String record = LockstepJson.messages().writeValueAsString(next);
        if (fence != null && key.toString().equals(fence.getString(STEP))) {
            return replaceInFence(key, fence, record);
        }
        return replaceCopy(key, expected, record);
    }

    private boolean replaceInFence(StepKey key, Document fence, String record) {
        Update inFence = Update.update(RECORD, record).inc(REVISION, 1);
        if (template.updateFirst(atRevisionOf(fence), inFence, JournalNames.JOURNAL)
                        .getMatchedCount()
                == 0) {
            return false;
        }
        Query noNewerCopy =
                byId(JournalNames.stepId(key)).addCriteria(where(REVISION).lte(revision(fence)));
        template.updateFirst(noNewerCopy, Update.update(RECORD, record), JournalNames.JOURNAL);
        return true;
    }

    private boolean replaceCopy(StepKey key, StepRecord expected, String record) {
        String id = JournalNames.stepId(key);
        Document copy = template.findById(id, Document.class, JournalNames.JOURNAL);
        return copy != null
                && expected.equals(parseRecord(copy))
                && template.updateFirst(
                                        byId(id).addCriteria(where(RECORD).is(copy.getString(RECORD))),
                                        Update.update(RECORD, record),
                                        JournalNames.JOURNAL)
                                .getMatchedCount()
                        == 1;
    }

    @Override
    public Optional<FinishedRestore> lastRestore() {
        return new MongoLastRestore(template).read();
    }

    @Override
    public void recordRestore(FinishedRestore ended) {
        new MongoLastRestore(template).write(ended);
    }

    /** A step's entry and the fence from which it was read; null if there is no fence yet. */
    private record Read(StepKey key, @Nullable Document fence, JournalEntry entry) {
        boolean isOf(StepKey other, JournalEntry expected) {
            return key.equals(other) && entry.equals(expected);
        }
    }

    /**
     * Removes the row from the fence first. A worker that has read it there copies it before it raises the fence, and
     * the copy is removed last.
     */
    @Override
    public PurgedRows purge(StepKey key, PurgeListener listener) {
        Update clearRow = new Update().unset(STEP).unset(RECORD).unset("phase").inc(REVISION, 1);
        long inFence = template.updateFirst(
                        query(where(ID).is(JournalNames.FENCE).and(STEP).is(key.toString())),
                        clearRow,
                        JournalNames.JOURNAL)
                .getModifiedCount();
        PurgedRows units = new MongoUnitPurge(database, key).run(listener);
        long copies = template.remove(byId(JournalNames.stepId(key)), JournalNames.JOURNAL)
                .getDeletedCount();
        return units.plus(new PurgedRows(Math.min(1, inFence + copies), 0));
    }

    private Read readNow(StepKey key) {
        Document fence = template.findById(JournalNames.FENCE, Document.class, JournalNames.JOURNAL);
        JournalEntry entry = entryOf(
                key, fence, () -> template.findById(JournalNames.stepId(key), Document.class, JournalNames.JOURNAL));
        Read read = new Read(key, fence, entry);
        lastRead.set(read);
        return read;
    }

    private static JournalEntry entryOf(StepKey key, @Nullable Document fence, Supplier<@Nullable Document> copiedRow) {
        if (fence == null) {
            return JournalEntry.EMPTY;
        }
        Document row = key.toString().equals(fence.getString(STEP)) ? fence : copiedRow.get();
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

    private static Document fenceWith(StepKey key, JournalEntry entry, long revision) {
        StepRecord step = Objects.requireNonNull(entry.step(), "an entry without a step cannot be written");
        return new Document(DISPATCH, entry.fence().value())
                .append(REVISION, revision)
                .append(STEP, key.toString())
                .append("phase", step.phase().name())
                .append(RECORD, LockstepJson.messages().writeValueAsString(step));
    }

    private static Update updateTo(Document fence) {
        Update update = new Update();
        fence.forEach(update::set);
        return update;
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
