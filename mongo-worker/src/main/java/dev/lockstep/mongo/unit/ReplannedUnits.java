package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;

/**
 * A new plan for units whose documents were not written or may not have been written. A document that still matches the
 * filter is planned again from its current fields. The row of a document that does not match any more is deleted if the
 * document was certainly not written, and kept otherwise.
 *
 * @param rows the newly planned rows, as they are in the journal
 * @param documents the documents of the rows, as they were read for the plan
 * @param maybeWritten the number of units that keep their row because their document may have been written
 */
record ReplannedUnits(List<UnitRow> rows, DocumentsById documents, int maybeWritten) {
    static ReplannedUnits of(UnitStates states, UnitDispatch dispatch) {
        List<UnitRow> unwritten = states.rowsIn(
                UnitState.MATCHES_PRE_IMAGE, UnitState.CHANGED_BEFORE_WRITE, UnitState.CHANGED_AT_UNKNOWN_TIME);
        DocumentsById documents = dispatch.documents().readMatching(unwritten);
        Map<DocumentId, UnitRow> planned = plan(documents.values(), dispatch.planner());
        List<UnitRow> rows = new ArrayList<>();
        List<UnitRow> unchanged = new ArrayList<>();
        for (UnitRow row : unwritten) {
            UnitRow newer = planned.get(new DocumentId(row.id()));
            if (newer != null) {
                rows.add(row.withImagesOf(newer));
            } else if (documents.contains(row.id())) {
                unchanged.add(row);
            }
        }
        states.rowsIn(UnitState.MATCHES_PRE_IMAGE, UnitState.CHANGED_BEFORE_WRITE).stream()
                .filter(row -> !documents.contains(row.id()))
                .forEach(unchanged::add);
        dispatch.journal().replaceRows(rows);
        dispatch.journal().delete(unchanged);
        return new ReplannedUnits(rows, documents, unwritten.size() - rows.size() - unchanged.size());
    }

    private static Map<DocumentId, UnitRow> plan(List<BsonDocument> documents, UnitPlanner planner) {
        Map<DocumentId, UnitRow> planned = new HashMap<>();
        planner.plan(documents).rows().forEach(row -> planned.put(new DocumentId(row.id()), row));
        return planned;
    }
}
