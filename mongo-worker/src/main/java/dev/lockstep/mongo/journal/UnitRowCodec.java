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
 * The form of the journal's rows. A row's {@code _id} is text, made of the step and the document's {@code _id} as
 * canonical Extended JSON, so that two dispatches can never keep two rows of one document.
 */
final class UnitRowCodec {
    static final String RESTORED = "restored";
    static final String CONFLICT = "conflict";
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final String step;
    private final DispatchNumber dispatch;

    UnitRowCodec(StepKey key, DispatchNumber dispatch) {
        this.step = key.toString();
        this.dispatch = dispatch;
    }

    BsonString rowId(BsonValue unit) {
        String json = new BsonDocument("i", unit).toJson(CANONICAL);
        return new BsonString(step + json);
    }

    BsonDocument notNewer() {
        return new BsonDocument("$lte", new BsonInt64(dispatch.value()));
    }

    BsonDocument document(UnitRow row) {
        List<BsonString> order = row.order().stream().map(BsonString::new).toList();
        return new BsonDocument("_id", rowId(row.id()))
                .append("step", new BsonString(step))
                .append("number", new BsonInt64(row.number()))
                .append("dispatch", new BsonInt64(dispatch.value()))
                .append("unit", row.id())
                .append("before", row.before())
                .append("after", row.after())
                .append("order", new BsonArray(order))
                .append("bytes", new BsonInt32(row.bytes()));
    }

    static UnitRow row(BsonDocument document) {
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

    BsonDocument document(String id, UnitProgress progress) {
        return new BsonDocument("_id", new BsonString(id))
                .append("dispatch", new BsonInt64(dispatch.value()))
                .append("next", new BsonInt64(progress.next()))
                .append("changed", new BsonInt64(progress.changed()))
                .append("filterSurvives", BsonBoolean.valueOf(progress.filterSurvives()))
                .append("ends", ends(progress));
    }

    private static BsonDocument ends(UnitProgress progress) {
        BsonDocument ends = new BsonDocument();
        progress.ends().forEach((ended, number) -> ends.append(ended.toString(), new BsonInt64(number)));
        return ends;
    }

    static UnitProgress progress(BsonDocument document) {
        Map<DispatchNumber, Long> ends = new HashMap<>();
        document.getDocument("ends")
                .forEach((ended, number) -> ends.put(
                        new DispatchNumber(Long.parseLong(ended)),
                        number.asInt64().getValue()));
        return new UnitProgress(
                document.getInt64("next").getValue(),
                document.getInt64("changed").getValue(),
                document.getBoolean("filterSurvives").getValue(),
                ends);
    }

    static DispatchNumber dispatch(BsonDocument document) {
        return new DispatchNumber(document.getInt64("dispatch").getValue());
    }

    /** Whether the row is this dispatch's, or one that it has taken over. */
    boolean counts(BsonDocument row, UnitProgress progress) {
        DispatchNumber writer = dispatch(row);
        return writer.equals(dispatch)
                || row.getInt64("number").getValue() < progress.ends().getOrDefault(writer, 0L);
    }

    BsonDocument conflictState(UnitConflict conflict) {
        BsonDocument found = conflict.found();
        return new BsonDocument("state", new BsonString(CONFLICT))
                .append("found", found == null ? BsonNull.VALUE : found);
    }

    static UnitConflict conflict(BsonDocument document) {
        BsonValue found = document.get("found", BsonNull.VALUE);
        return new UnitConflict(row(document), found.isNull() ? null : found.asDocument());
    }
}
