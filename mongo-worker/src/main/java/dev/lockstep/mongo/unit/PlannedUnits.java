package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;

/**
 * The units that one plan contains: a row for each document that the operation changes.
 *
 * @param rows the rows, numbered from 0
 * @param changed the documents of the rows, as they were read
 * @param unchanged the number of documents that the operation does not change
 * @param stillMatches whether a changed document may still match the filter
 */
record PlannedUnits(
        List<UnitRow> rows, List<BsonDocument> changed, int unchanged, Predicate<BsonDocument> stillMatches) {
    static PlannedUnits of(List<BsonDocument> documents, DocumentPlanner planner) {
        return documents.isEmpty()
                ? new PlannedUnits(List.of(), List.of(), 0, _ -> false)
                : of(documents, planner.plan(documents));
    }

    static PlannedUnits of(List<BsonDocument> documents, BatchPlan plan) {
        List<UnitRow> rows = new ArrayList<>();
        List<BsonDocument> changed = new ArrayList<>();
        for (BsonDocument document : documents) {
            TouchedFields touched = TouchedFields.between(document, plan.postImageOf(document));
            if (!touched.isEmpty()) {
                rows.add(row(document, touched, rows.size()));
                changed.add(document);
            }
        }
        return new PlannedUnits(rows, changed, documents.size() - rows.size(), plan::mayStillMatch);
    }

    /** Whether any changed document may still match the filter. Must be called before the next batch is planned. */
    boolean mayStillMatch() {
        return changed.stream().anyMatch(stillMatches);
    }

    private static UnitRow row(BsonDocument document, TouchedFields touched, int number) {
        BsonValue id = document.get("_id", BsonNull.VALUE);
        touched.names().forEach(name -> checkName(id, name));
        checkSize(id, touched);
        return new UnitRow(
                id,
                number,
                touched.oldState(),
                touched.newState(),
                List.copyOf(document.keySet()),
                DocumentSize.of(document));
    }

    private static void checkName(BsonValue id, String name) {
        if (!FieldNames.isAddressable(name)) {
            throw OperationFailed.withPartialEffect(
                    "field-name",
                    "document %s: the step changes the top-level field \"%s\"; a name that is empty or contains a dot or $ cannot be guarded; change the operation so that it leaves this field unchanged"
                            .formatted(BsonText.of(id), name));
        }
    }

    private static void checkSize(BsonValue id, TouchedFields touched) {
        if (!DocumentSize.isWithinStateLimit(touched.oldState())
                || !DocumentSize.isWithinStateLimit(touched.newState())) {
            throw OperationFailed.withPartialEffect(
                    "document-too-large",
                    "document %s: the touched top-level fields take %d bytes before and %d bytes after the change; the limit is %d bytes; exclude the document by the filter"
                            .formatted(
                                    BsonText.of(id),
                                    DocumentSize.of(touched.oldState()),
                                    DocumentSize.of(touched.newState()),
                                    DocumentSize.MAX_STATE_BYTES));
        }
    }
}
