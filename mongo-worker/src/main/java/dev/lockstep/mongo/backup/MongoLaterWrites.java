package dev.lockstep.mongo.backup;

import dev.lockstep.mongo.journal.MongoUnitJournal;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonNull;
import org.bson.BsonValue;

/**
 * Tells which documents an application has changed after the migration: those that are neither as in the backup nor as the
 * steps left them. The order of fields is not compared, because a server chooses it.
 */
final class MongoLaterWrites {
    private final List<MongoUnitJournal> journals;

    /** @param steps the steps of the migration on this collection, in their order */
    MongoLaterWrites(MongoTargetDatabase database, List<StepKey> steps, StepContext context) {
        this.journals = steps.stream()
                .map(step -> new MongoUnitJournal(database, step, context.dispatch()))
                .toList();
    }

    /** Returns those of the writes that overwrite or remove what an application wrote, or restore what it deleted. */
    List<RestoreWrite> among(List<RestoreWrite> writes) {
        List<RestoreWrite> later = new ArrayList<>();
        Map<ByteBuffer, RestoreWrite.Replace> replaced = new LinkedHashMap<>();
        for (RestoreWrite write : writes) {
            if (write instanceof RestoreWrite.Replace replace) {
                replaced.put(ByteBuffer.wrap(BsonBytes.idOf(replace.document())), replace);
            } else {
                later.add(write);
            }
        }
        if (!replaced.isEmpty()) {
            addReplaced(replaced, later);
        }
        return later;
    }

    private void addReplaced(Map<ByteBuffer, RestoreWrite.Replace> replaced, List<RestoreWrite> later) {
        Map<ByteBuffer, Map<String, ByteBuffer>> expected = new LinkedHashMap<>();
        replaced.forEach((id, replace) -> expected.put(id, BsonBytes.fieldsOf(replace.document())));
        List<BsonValue> ids = replaced.values().stream()
                .map(replace -> replace.document().get("_id", BsonNull.VALUE))
                .toList();
        for (MongoUnitJournal journal : journals) {
            journal.forEachOpenRow(ids, row -> {
                Map<String, ByteBuffer> fields = expected.get(ByteBuffer.wrap(BsonBytes.idOf(row.id())));
                if (fields != null) {
                    apply(row, fields);
                }
            });
        }
        replaced.forEach((id, replace) -> {
            if (!BsonBytes.fieldsOf(replace.current()).equals(expected.get(id))) {
                later.add(replace);
            }
        });
    }

    private static void apply(UnitRow row, Map<String, ByteBuffer> fields) {
        Map<String, ByteBuffer> written = BsonBytes.fieldsOf(row.postImage());
        Set<String> touched = row.touchedFields();
        for (String name : touched) {
            ByteBuffer value = written.get(name);
            if (value == null) {
                fields.remove(name);
            } else {
                fields.put(name, value);
            }
        }
    }
}
