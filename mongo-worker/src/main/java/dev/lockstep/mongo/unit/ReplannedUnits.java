package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;

/**
 * A new plan for units that are not written. A document that still matches is planned as it is now; the row of one that
 * does not is deleted, because the step has not changed it.
 *
 * @param rows the newly planned rows, journaled
 * @param read their documents as they were read for the plan
 * @param kept how many other units keep their rows, because they may have been written
 */
record ReplannedUnits(List<UnitRow> rows, DocumentsById read, int kept) {
    static ReplannedUnits of(UnitStates states, UnitDispatch dispatch) {
        List<UnitRow> unwritten = states.in(UnitState.AS_BEFORE, UnitState.CHANGED_BEFORE_WRITE, UnitState.CHANGED);
        DocumentsById read = dispatch.documents().readMatching(unwritten);
        Map<DocumentId, UnitRow> planned = plan(read.documents(), dispatch.planner());
        List<UnitRow> rows = new ArrayList<>();
        List<UnitRow> unchanged = new ArrayList<>();
        for (UnitRow row : unwritten) {
            UnitRow newer = planned.get(new DocumentId(row.id()));
            if (newer != null) {
                rows.add(row.withImagesOf(newer));
            } else if (read.contains(row.id())) {
                unchanged.add(row);
            }
        }
        states.in(UnitState.AS_BEFORE, UnitState.CHANGED_BEFORE_WRITE).stream()
                .filter(row -> !read.contains(row.id()))
                .forEach(unchanged::add);
        dispatch.journal().replaceIntended(rows);
        dispatch.journal().delete(unchanged);
        return new ReplannedUnits(rows, read, unwritten.size() - rows.size() - unchanged.size());
    }

    private static Map<DocumentId, UnitRow> plan(List<BsonDocument> documents, DocumentPlanner planner) {
        Map<DocumentId, UnitRow> planned = new HashMap<>();
        PlannedUnits.of(documents, planner).rows().forEach(row -> planned.put(new DocumentId(row.id()), row));
        return planned;
    }
}
