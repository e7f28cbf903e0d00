package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;

/**
 * The units that one plan contains: a row for each document that the operation changes.
 *
 * @param rows the rows, numbered from 0
 * @param changed the documents of the rows, as they were read
 * @param unchanged the number of documents that the operation does not change
 * @param heap the estimated bytes on the heap of planned documents that share no values with the documents as read
 */
record PlannedUnits(List<UnitRow> rows, List<BsonDocument> changed, int unchanged, long heap) {
    static final PlannedUnits NONE = new PlannedUnits(List.of(), List.of(), 0, 0);

    static PlannedUnits of(List<BsonDocument> documents, BatchPlan plan) {
        List<UnitRow> rows = new ArrayList<>();
        List<BsonDocument> changed = new ArrayList<>();
        for (BsonDocument document : documents) {
            BsonDocument postImage = plan.postImageOf(document);
            TouchedFields touched = TouchedFields.between(document, postImage);
            if (!touched.isEmpty()) {
                DocumentLimits.check(document, postImage, touched);
                rows.add(row(document, touched, rows.size()));
                changed.add(document);
            }
        }
        return new PlannedUnits(rows, changed, documents.size() - rows.size(), plan.heap());
    }

    private static UnitRow row(BsonDocument document, TouchedFields touched, int number) {
        BsonValue id = document.get("_id", BsonNull.VALUE);
        return new UnitRow(
                id,
                number,
                touched.oldState(),
                touched.newState(),
                List.copyOf(document.keySet()),
                DocumentSize.of(document));
    }
}
