package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.worker.StepKey;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
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
                .append("order", new BsonArray(order));
    }

    static UnitRow row(BsonDocument document) {
        return new UnitRow(
                document.get("unit", BsonNull.VALUE),
                document.getInt64("number").getValue(),
                document.getDocument("before"),
                document.getDocument("after"),
                document.getArray("order").stream()
                        .map(name -> name.asString().getValue())
                        .toList());
    }

    BsonDocument document(String id, UnitProgress progress) {
        return new BsonDocument("_id", new BsonString(id))
                .append("dispatch", new BsonInt64(dispatch.value()))
                .append("next", new BsonInt64(progress.next()))
                .append("changed", new BsonInt64(progress.changed()))
                .append("filterSurvives", BsonBoolean.valueOf(progress.filterSurvives()));
    }

    static UnitProgress progress(BsonDocument document) {
        return new UnitProgress(
                document.getInt64("next").getValue(),
                document.getInt64("changed").getValue(),
                document.getBoolean("filterSurvives").getValue());
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
