package dev.lockstep.mongo.unit;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.mongo.journal.UnitConflict;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Restores pre-images. It compares each document with its row, writes it with a guard, and reads it again. A document is
 * in conflict if its touched fields equal neither the post-image nor the pre-image.
 */
final class UnitRestorer {
    /** Bounds the loop when an application changes a document between every read and write. */
    private static final int MAX_ATTEMPTS = 100;

    private final UnitDispatch dispatch;
    private long reordered;

    UnitRestorer(UnitDispatch dispatch) {
        this.dispatch = dispatch;
    }

    /** States the number of documents whose field order could not be restored; empty if there are none. */
    List<String> differences() {
        return reordered == 0
                ? List.of()
                : List.of(
                        "in %d documents of collection \"%s\", the values are restored, but not the order of the fields"
                                .formatted(reordered, dispatch.planner().collection()));
    }

    void restore(List<UnitRow> rows) {
        List<UnitRow> open = rows;
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            checkAttempts(attempt, open);
            DocumentsById documents = dispatch.documents().read(open);
            UnitStates states = UnitStates.of(open, documents, OptionalLong.empty());
            Failpoints.hit("mongo.unit.compensate-after-read");
            BsonDateTime windowEnd = attempt == 0
                    ? dispatch.window().ensureOpen()
                    : dispatch.window().open();
            dispatch.journal().markRestored(states.rowsIn(UnitState.MATCHES_PRE_IMAGE));
            recordConflicts(
                    states.rowsIn(
                            UnitState.CHANGED_AFTER_WRITE,
                            UnitState.CHANGED_BEFORE_WRITE,
                            UnitState.CHANGED_AT_UNKNOWN_TIME),
                    documents);
            open = write(states.rowsIn(UnitState.MATCHES_POST_IMAGE), documents, windowEnd);
        }
        Failpoints.hit("mongo.unit.compensate-after-mark");
    }

    /** Writes the pre-images, and returns the rows whose documents still equal the post-image. */
    private List<UnitRow> write(List<UnitRow> rows, DocumentsById documents, BsonDateTime windowEnd) {
        List<UnitRow> open = new ArrayList<>();
        int size = dispatch.documents().documentsPerWrite();
        for (int from = 0; from < rows.size(); from += size) {
            if (from > 0) {
                Failpoints.hit("mongo.unit.compensate-mid-write");
            }
            List<UnitRow> part = rows.subList(from, Math.min(rows.size(), from + size));
            long written = dispatch.documents()
                    .write(part.stream()
                            .map(row ->
                                    restoringChange(row, documents.getOrDefault(row.id(), row.postImage()), windowEnd))
                            .toList());
            Failpoints.hit("mongo.unit.compensate-after-write");
            open.addAll(compareAfterWrite(part, written));
        }
        return open;
    }

    // The rows are reversed: MATCHES_POST_IMAGE means restored, CHANGED_AFTER_WRITE means changed after the restore.
    private List<UnitRow> compareAfterWrite(List<UnitRow> rows, long written) {
        DocumentsById found = dispatch.documents().read(rows);
        List<UnitRow> reversed = rows.stream().map(UnitRow::reversed).toList();
        UnitStates states = UnitStates.of(reversed, found, OptionalLong.of(written));
        List<UnitRow> restored = states.rowsIn(UnitState.MATCHES_POST_IMAGE);
        reordered += restored.stream()
                .filter(row -> isReordered(row, found.getOrDefault(row.id(), row.postImage())))
                .count();
        dispatch.journal().markRestored(restored);
        dispatch.journal().markRestored(states.rowsIn(UnitState.CHANGED_AFTER_WRITE));
        recordConflicts(
                states.rowsIn(UnitState.CHANGED_BEFORE_WRITE, UnitState.CHANGED_AT_UNKNOWN_TIME).stream()
                        .map(UnitRow::reversed)
                        .toList(),
                found);
        return states.rowsIn(UnitState.MATCHES_PRE_IMAGE).stream()
                .map(UnitRow::reversed)
                .toList();
    }

    private void recordConflicts(List<UnitRow> rows, DocumentsById found) {
        List<UnitConflict> conflicts =
                rows.stream().map(row -> unitConflict(row, found.get(row.id()))).toList();
        if (!conflicts.isEmpty() && dispatch.context().onConflict() == ConflictPolicy.FAIL) {
            throw conflictFailure(conflicts);
        }
        dispatch.journal().markInConflict(conflicts);
    }

    private static UnitConflict unitConflict(UnitRow row, @Nullable BsonDocument found) {
        return new UnitConflict(
                row, found == null ? null : shortenIfTooLarge(row, TouchedFields.select(found, row.touchedFields())));
    }

    // The found fields are stored in the row, so they and the images must fit into one document.
    private static BsonDocument shortenIfTooLarge(UnitRow row, BsonDocument found) {
        return DocumentSize.fitIntoOneRow(row.preImage(), row.postImage(), found)
                ? found
                : new BsonDocument("tooLargeToKeep", new BsonString(BsonText.ofFields(found)));
    }

    private static boolean isReordered(UnitRow row, BsonDocument found) {
        List<String> order = List.copyOf(found.keySet());
        return !order.equals(FieldOrder.afterRestore(order, row.touchedFields(), row.fieldOrder()));
    }

    private static GuardedChange restoringChange(UnitRow row, BsonDocument current, BsonDateTime windowEnd) {
        List<String> order = FieldOrder.afterRestore(current.keySet(), row.touchedFields(), row.fieldOrder());
        return GuardedChange.withOrder(
                current, new TouchedFields(row.preImage(), row.postImage()).reversed(), order, windowEnd);
    }

    private void checkAttempts(int attempts, List<UnitRow> open) {
        dispatch.context().checkpoint();
        if (attempts == MAX_ATTEMPTS) {
            throw OperationFailed.retriable(
                    "contended",
                    "%d documents, document %s among them, were not restored in %d attempts: an application changes them too often, or write-window is too short"
                            .formatted(open.size(), BsonText.of(open.getFirst().id()), attempts));
        }
    }

    private OperationFailed conflictFailure(List<UnitConflict> conflicts) {
        Conflict first = toConflict(dispatch.planner().collection(), conflicts.getFirst());
        return OperationFailed.withPartialEffect(
                "conflict",
                "%d documents of this batch were changed after the step; the first is %s: found %s, expected %s, as the step left it; restore or accept the document, then retry"
                        .formatted(conflicts.size(), first.unit(), first.found(), first.expected()));
    }

    /** Converts a conflict to its form in reports. */
    static Conflict toConflict(String collection, UnitConflict conflict) {
        BsonDocument found = conflict.found();
        return new Conflict(
                collection + "/" + BsonText.of(conflict.row().id()),
                BsonText.ofFields(conflict.row().postImage()),
                found == null ? "deleted" : BsonText.ofFields(found));
    }
}
