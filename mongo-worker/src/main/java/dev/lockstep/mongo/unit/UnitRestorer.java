package dev.lockstep.mongo.unit;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.mongo.journal.UnitConflict;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Restores pre-images. It compares each document with its row, writes it with a guard, and reads it again. A document
 * is in conflict if its touched fields equal neither the post-image nor the pre-image.
 */
final class UnitRestorer {
    /** Bounds the loop when an application changes a document between every read and write. */
    private static final int MAX_ATTEMPTS = 100;

    private final UnitDispatch dispatch;
    private final GuardedWriter writer;
    private long reordered;

    UnitRestorer(UnitDispatch dispatch) {
        this.dispatch = dispatch;
        this.writer = new GuardedWriter(dispatch);
    }

    /** States the number of documents whose field order could not be restored; empty if there are none. */
    List<String> differences() {
        return reordered == 0
                ? List.of()
                : List.of(orderDifference(reordered, dispatch.planner().collection()));
    }

    static String orderDifference(long documents, String collection) {
        return "in %d documents of collection \"%s\", the values are restored, but not the order of the fields"
                .formatted(documents, collection);
    }

    /**
     * Restores the documents of some rows.
     *
     * @param first the documents as they were read, which may have been some time ago
     */
    void restore(FoundDocuments first) {
        FoundDocuments found = first;
        int attempts = 0;
        while (!found.isEmpty()) {
            List<UnitRow> open = restoreFound(found);
            attempts = open.isEmpty() ? 0 : attempts + 1;
            open.addAll(found.rest());
            checkAttempts(attempts, open);
            found = open.isEmpty() ? FoundDocuments.NONE : dispatch.documents().readForRestore(open);
        }
        Failpoints.hit("mongo.unit.compensate-after-mark");
    }

    private List<UnitRow> restoreFound(FoundDocuments found) {
        UnitStates states = found.states(OptionalLong.empty());
        Failpoints.hit("mongo.unit.compensate-after-read");
        dispatch.window().ensureOpen();
        dispatch.journal().markRestored(states.rowsIn(UnitState.MATCHES_PRE_IMAGE));
        recordConflicts(
                states.rowsIn(
                        UnitState.CHANGED_AFTER_WRITE,
                        UnitState.CHANGED_BEFORE_WRITE,
                        UnitState.CHANGED_AT_UNKNOWN_TIME),
                found.documents());
        return write(states.rowsIn(UnitState.MATCHES_POST_IMAGE), found.documents());
    }

    /** Writes the pre-images, and returns the rows whose documents still equal the post-image. */
    private List<UnitRow> write(List<UnitRow> rows, DocumentsById documents) {
        List<UnitRow> open = new ArrayList<>();
        List<UnitRow> complete = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            if (from > 0) {
                Failpoints.hit("mongo.unit.compensate-mid-write");
            }
            List<UnitRow> part = writer.nextPart(rows, from);
            long written = writer.write(part, (row, windowEnd) -> restoringChange(row, documents, windowEnd));
            Failpoints.hit("mongo.unit.compensate-after-write");
            if (written == part.size()) {
                complete.addAll(part);
            } else {
                open.addAll(compareAfterWrite(part, written));
            }
            from += part.size();
        }
        // All documents of these writes were restored, so they are read again together.
        open.addAll(compareAfterWrite(complete, complete.size()));
        return open;
    }

    // The rows are reversed: MATCHES_POST_IMAGE means restored, CHANGED_AFTER_WRITE means changed after the restore.
    private List<UnitRow> compareAfterWrite(List<UnitRow> rows, long written) {
        List<UnitRow> open = new ArrayList<>();
        List<UnitRow> rest = rows.stream().map(UnitRow::reversed).toList();
        while (!rest.isEmpty()) {
            FoundDocuments found = dispatch.documents().readForRestore(rest);
            UnitStates states = UnitStates.of(
                    found.rows(), found.documents(), writtenOf(found.rows().size(), rows.size(), written));
            open.addAll(record(states, found.documents()));
            rest = found.rest();
        }
        return open;
    }

    // How many of the read documents were written is known if all documents were written or all were read.
    private static OptionalLong writtenOf(int read, int rows, long written) {
        if (written == rows) {
            return OptionalLong.of(read);
        }
        return read == rows ? OptionalLong.of(written) : OptionalLong.empty();
    }

    private List<UnitRow> record(UnitStates states, DocumentsById found) {
        List<UnitRow> restored = states.rowsIn(UnitState.MATCHES_POST_IMAGE);
        reordered += restored.stream()
                .filter(row -> isReordered(row, found.getOrDefault(row.id(), row.postImage())))
                .count();
        dispatch.journal().markRestored(states.rowsIn(UnitState.MATCHES_POST_IMAGE, UnitState.CHANGED_AFTER_WRITE));
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

    private UnitConflict unitConflict(UnitRow row, @Nullable BsonDocument found) {
        return new UnitConflict(
                row, found == null ? null : shortenIfTooLarge(row, TouchedFields.select(found, row.touchedFields())));
    }

    // The found fields are stored in the row, so they and the images must fit into one document.
    private BsonDocument shortenIfTooLarge(UnitRow row, BsonDocument found) {
        return DocumentSize.fitIntoOneRow(row.preImage(), row.postImage(), found)
                ? found
                : new BsonDocument("tooLargeToKeep", new BsonString(BsonText.ofFields(found, masking())));
    }

    private static boolean isReordered(UnitRow row, BsonDocument found) {
        List<String> order = List.copyOf(found.keySet());
        return !order.equals(FieldOrder.afterRestore(order, row.touchedFields(), row.fieldOrder()));
    }

    private static GuardedChange restoringChange(UnitRow row, DocumentsById documents, BsonDateTime windowEnd) {
        BsonDocument current = documents.getOrDefault(row.id(), row.postImage());
        List<String> order = FieldOrder.afterRestore(current.keySet(), row.touchedFields(), row.fieldOrder());
        return GuardedChange.withOrder(
                current, new TouchedFields(row.preImage(), row.postImage()).reversed(), order, windowEnd);
    }

    private void checkAttempts(int attempts, List<UnitRow> open) {
        dispatch.context().checkpoint();
        if (attempts == MAX_ATTEMPTS) {
            throw OperationFailed.retriable(
                    "contended",
                    "%d documents, document %s among them, were not restored in %d attempts: an application changes them too often"
                            .formatted(
                                    open.size(), BsonText.ofId(open.getFirst().id(), masking()), attempts));
        }
    }

    private OperationFailed conflictFailure(List<UnitConflict> conflicts) {
        Conflict first = toConflict(dispatch.planner().collection(), conflicts.getFirst(), masking());
        return OperationFailed.withPartialEffect(
                "conflict",
                "%d documents of this batch were changed after the step; the first is %s: found %s, expected %s, as the step left it; restore or accept the document, then retry"
                        .formatted(conflicts.size(), first.unit(), first.found(), first.expected()));
    }

    private Masking masking() {
        return dispatch.context().masking();
    }

    /** Converts a conflict to its form in reports. */
    static Conflict toConflict(String collection, UnitConflict conflict, Masking masking) {
        BsonDocument found = conflict.found();
        String unit = collection + "/" + BsonText.ofId(conflict.row().id(), masking);
        if (conflict.isErased()) {
            return new Conflict(unit, "erased on request", "not compared");
        }
        return new Conflict(
                unit,
                BsonText.ofFields(conflict.row().postImage(), masking),
                found == null ? "deleted" : BsonText.ofFields(found, masking));
    }
}
