package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.worker.StepKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Converts unit rows and progress to the journal's documents and back. A row's {@code _id} is the step's key followed
 * by the document's {@code _id} as canonical Extended JSON, so a document has at most one row per step.
 */
final class UnitJournalCodec {
    static final String RESTORED = "restored";
    static final String CONFLICT = "conflict";

    /** The field with the key of the step in a row in conflict; other rows do not have it. */
    static final String CONFLICT_OF = "conflictOf";

    private static final String ERASED = "erased";

    /** A condition on rows that are in conflict because they were erased. */
    static final BsonDocument ERASED_CONFLICT =
            new BsonDocument("state", new BsonString(CONFLICT)).append(ERASED, BsonBoolean.TRUE);

    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final String step;
    private final DispatchNumber dispatch;

    UnitJournalCodec(StepKey key, DispatchNumber dispatch) {
        this.step = key.toString();
        this.dispatch = dispatch;
    }

    BsonString rowId(BsonValue documentId) {
        String json = new BsonDocument("i", documentId).toJson(CANONICAL);
        return new BsonString(step + json);
    }

    /** A condition on the field {@code dispatch}: written by this dispatch or an earlier one. */
    BsonDocument noNewerDispatch() {
        return new BsonDocument("$lte", new BsonInt64(dispatch.value()));
    }

    BsonDocument rowDocument(UnitRow row) {
        List<BsonString> order = row.fieldOrder().stream().map(BsonString::new).toList();
        return new BsonDocument("_id", rowId(row.id()))
                .append("step", new BsonString(step))
                .append("number", new BsonInt64(row.number()))
                .append("dispatch", new BsonInt64(dispatch.value()))
                .append("unit", row.id())
                .append("before", row.preImage())
                .append("after", row.postImage())
                .append("order", new BsonArray(order))
                .append("bytes", new BsonInt32(row.documentBytes()));
    }

    static UnitRow parseRow(BsonDocument document) {
        return new UnitRow(
                document.get("unit", BsonNull.VALUE),
                document.getInt64("number").getValue(),
                document.getDocument("before"),
                document.getDocument("after"),
                document.getArray("order").stream()
                        .map(name -> name.asString().getValue())
                        .toList(),
                document.getInt32("bytes").getValue());
    }

    BsonDocument progressDocument(String id, UnitProgress progress) {
        return new BsonDocument("_id", new BsonString(id))
                .append("dispatch", new BsonInt64(dispatch.value()))
                .append("next", new BsonInt64(progress.nextNumber()))
                .append("changed", new BsonInt64(progress.changed()))
                .append("mayStillMatch", BsonBoolean.valueOf(progress.mayStillMatch()))
                .append("takenOver", firstInvalidNumbers(progress));
    }

    private static BsonDocument firstInvalidNumbers(UnitProgress progress) {
        BsonDocument firstInvalid = new BsonDocument();
        progress.firstInvalidNumbers()
                .forEach((dispatch, number) -> firstInvalid.append(dispatch.toString(), new BsonInt64(number)));
        return firstInvalid;
    }

    static UnitProgress parseProgress(BsonDocument document) {
        Map<DispatchNumber, Long> firstInvalid = new HashMap<>();
        document.getDocument("takenOver")
                .forEach((dispatch, number) -> firstInvalid.put(
                        new DispatchNumber(Long.parseLong(dispatch)),
                        number.asInt64().getValue()));
        return new UnitProgress(
                document.getInt64("next").getValue(),
                document.getInt64("changed").getValue(),
                document.getBoolean("mayStillMatch").getValue(),
                firstInvalid);
    }

    static DispatchNumber parseDispatch(BsonDocument document) {
        return new DispatchNumber(document.getInt64("dispatch").getValue());
    }

    /** Whether this dispatch wrote the row, or an earlier dispatch wrote it before a newer one took over the units. */
    boolean isValid(BsonDocument row, UnitProgress progress) {
        DispatchNumber writer = parseDispatch(row);
        return writer.equals(dispatch)
                || row.getInt64("number").getValue()
                        < progress.firstInvalidNumbers().getOrDefault(writer, 0L);
    }

    BsonDocument conflictState(UnitConflict conflict) {
        BsonDocument found = conflict.found();
        return new BsonDocument("state", new BsonString(CONFLICT))
                .append(CONFLICT_OF, new BsonString(step))
                .append("found", found == null ? BsonNull.VALUE : found);
    }

    /** The state of an open row whose values are erased: a conflict, because the unit cannot be restored. */
    BsonDocument erasedState() {
        return withoutValues()
                .append("state", new BsonString(CONFLICT))
                .append(CONFLICT_OF, new BsonString(step))
                .append("found", BsonNull.VALUE);
    }

    /** The fields of any row whose values are erased. */
    static BsonDocument withoutValues() {
        return new BsonDocument("before", new BsonDocument())
                .append("after", new BsonDocument())
                .append("order", new BsonArray())
                .append(ERASED, BsonBoolean.TRUE);
    }

    static UnitConflict parseConflict(BsonDocument document) {
        BsonValue found = document.get("found", BsonNull.VALUE);
        return new UnitConflict(
                parseRow(document), found.isNull() ? null : found.asDocument(), document.containsKey(ERASED));
    }
}
