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
 * Restores pre-images. Each document is compared with its row before, written with a guard, and read again after. One
 * whose touched fields are neither as the step left them nor as they were before is a conflict.
 */
final class UnitRestorer {
    private static final int MAX_ATTEMPTS = 100;

    private final UnitDispatch dispatch;
    private long misordered;

    UnitRestorer(UnitDispatch dispatch) {
        this.dispatch = dispatch;
    }

    /** States how many documents have their fields in another order than before; empty if there are none. */
    List<String> differences() {
        return misordered == 0
                ? List.of()
                : List.of("%d documents of %s have their values restored, but not the order of their fields"
                        .formatted(misordered, dispatch.planner().collection()));
    }

    void restore(List<UnitRow> rows) {
        List<UnitRow> open = rows;
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            checkAttempts(attempt, open);
            DocumentsById read = dispatch.documents().read(open);
            UnitStates states = UnitStates.of(open, read, OptionalLong.empty());
            Failpoints.hit("mongo.unit.compensate-after-read");
            BsonDateTime until = attempt == 0
                    ? dispatch.window().ensureOpen()
                    : dispatch.window().open();
            dispatch.journal().markRestored(states.in(UnitState.AS_BEFORE));
            recordConflicts(
                    states.in(UnitState.CHANGED_AFTER_WRITE, UnitState.CHANGED_BEFORE_WRITE, UnitState.CHANGED), read);
            open = write(states.in(UnitState.AS_AFTER), read, until);
        }
        Failpoints.hit("mongo.unit.compensate-after-mark");
    }

    /** Returns the rows whose documents are still as the step left them. */
    private List<UnitRow> write(List<UnitRow> rows, DocumentsById read, BsonDateTime until) {
        List<UnitRow> open = new ArrayList<>();
        int size = dispatch.documents().writeSize();
        for (int from = 0; from < rows.size(); from += size) {
            if (from > 0) {
                Failpoints.hit("mongo.unit.compensate-mid-write");
            }
            List<UnitRow> part = rows.subList(from, Math.min(rows.size(), from + size));
            long written = dispatch.documents()
                    .write(part.stream()
                            .map(row -> restoring(row, read.getOrDefault(row.id(), row.after()), until))
                            .toList());
            Failpoints.hit("mongo.unit.compensate-after-write");
            open.addAll(compareAfterWrite(part, written));
        }
        return open;
    }

    // The rows are reversed: AS_AFTER means restored, and CHANGED_AFTER_WRITE changed after it was restored.
    private List<UnitRow> compareAfterWrite(List<UnitRow> rows, long written) {
        DocumentsById found = dispatch.documents().read(rows);
        List<UnitRow> reversed = rows.stream().map(UnitRow::reversed).toList();
        UnitStates states = UnitStates.of(reversed, found, OptionalLong.of(written));
        List<UnitRow> restored = states.in(UnitState.AS_AFTER);
        misordered += restored.stream()
                .filter(row -> isMisordered(row, found.getOrDefault(row.id(), row.after())))
                .count();
        dispatch.journal().markRestored(restored);
        dispatch.journal().markRestored(states.in(UnitState.CHANGED_AFTER_WRITE));
        recordConflicts(
                states.in(UnitState.CHANGED_BEFORE_WRITE, UnitState.CHANGED).stream()
                        .map(UnitRow::reversed)
                        .toList(),
                found);
        return states.in(UnitState.AS_BEFORE).stream().map(UnitRow::reversed).toList();
    }

    private void recordConflicts(List<UnitRow> rows, DocumentsById found) {
        List<UnitConflict> conflicts =
                rows.stream().map(row -> conflict(row, found.get(row.id()))).toList();
        if (!conflicts.isEmpty() && dispatch.context().onConflict() == ConflictPolicy.FAIL) {
            throw conflictFailure(conflicts);
        }
        dispatch.journal().markInConflict(conflicts);
    }

    private static UnitConflict conflict(UnitRow row, @Nullable BsonDocument found) {
        return new UnitConflict(row, found == null ? null : shortened(row, TouchedFields.select(found, row.touched())));
    }

    // The fields are stored in the row, which is one document with its images.
    private static BsonDocument shortened(UnitRow row, BsonDocument found) {
        return DocumentSize.fitTogether(row.before(), row.after(), found)
                ? found
                : new BsonDocument("tooLargeToKeep", new BsonString(BsonText.ofFields(found)));
    }

    private static boolean isMisordered(UnitRow row, BsonDocument found) {
        List<String> order = List.copyOf(found.keySet());
        return !order.equals(FieldOrder.restored(order, row.touched(), row.order()));
    }

    private static GuardedChange restoring(UnitRow row, BsonDocument current, BsonDateTime until) {
        List<String> order = FieldOrder.restored(current.keySet(), row.touched(), row.order());
        return GuardedChange.of(current, new TouchedFields(row.before(), row.after()).reversed(), order, until);
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
        Conflict first = report(dispatch.planner().collection(), conflicts.getFirst());
        return OperationFailed.withPartialEffect(
                "conflict",
                "%d documents of this batch were changed after the step, the first is %s: found %s, expected %s as the step left it; restore or accept the document, then retry"
                        .formatted(conflicts.size(), first.unit(), first.found(), first.expected()));
    }

    /** The conflict as it stands in reports. */
    static Conflict report(String collection, UnitConflict conflict) {
        BsonDocument found = conflict.found();
        return new Conflict(
                collection + "/" + BsonText.of(conflict.row().id()),
                BsonText.ofFields(conflict.row().after()),
                found == null ? "deleted" : BsonText.ofFields(found));
    }
}
