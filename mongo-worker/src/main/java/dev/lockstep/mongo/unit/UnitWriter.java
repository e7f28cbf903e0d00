package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDateTime;

/** Writes intended post-images. If an application changes a document before the write, it is planned and written again. */
final class UnitWriter {
    /** Bounds the loop when an application changes a document between every read and write. */
    private static final int MAX_ATTEMPTS = 100;

    private final UnitDispatch dispatch;

    UnitWriter(UnitDispatch dispatch) {
        this.dispatch = dispatch;
    }

    /**
     * Writes the documents of the rows.
     *
     * @param documents the documents as they were read for the plan
     * @param windowEnd the end of the write window
     * @return the number of documents that the step has changed
     */
    int write(List<UnitRow> rows, DocumentsById documents, BsonDateTime windowEnd) {
        int changed = 0;
        int size = dispatch.documents().documentsPerWrite();
        for (int from = 0; from < rows.size(); from += size) {
            if (from > 0) {
                Failpoints.hit("mongo.unit.mid-write");
            }
            List<UnitRow> part = rows.subList(from, Math.min(rows.size(), from + size));
            long written = send(part, documents, windowEnd);
            changed += written == part.size() ? part.size() : settle(part, OptionalLong.of(written));
        }
        return changed;
    }

    /**
     * Completes a write: writes the documents of the rows that are not written yet.
     *
     * @param written the number of the documents that the server has written already; empty if it is unknown
     * @return the number of documents that the step has changed
     */
    int settle(List<UnitRow> rows, OptionalLong written) {
        int changed = 0;
        List<UnitRow> open = rows;
        OptionalLong lastWritten = written;
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            checkAttempts(attempt, open);
            UnitStates states = UnitStates.of(open, dispatch.documents().read(open), lastWritten);
            BsonDateTime windowEnd = dispatch.window().open();
            ReplannedUnits replanned = ReplannedUnits.of(states, dispatch);
            changed += states.rowsIn(UnitState.MATCHES_POST_IMAGE, UnitState.CHANGED_AFTER_WRITE)
                            .size()
                    + replanned.maybeWritten();
            lastWritten = OptionalLong.of(send(replanned.rows(), replanned.documents(), windowEnd));
            open = lastWritten.getAsLong() == replanned.rows().size() ? List.of() : replanned.rows();
            changed += open.isEmpty() ? replanned.rows().size() : 0;
        }
        return changed;
    }

    private void checkAttempts(int attempts, List<UnitRow> open) {
        dispatch.context().checkpoint();
        if (attempts == MAX_ATTEMPTS) {
            throw OperationFailed.retriable(
                    "contended",
                    "%d documents, document %s among them, were not written in %d attempts: an application changes them too often, or write-window is too short"
                            .formatted(open.size(), BsonText.of(open.getFirst().id()), attempts));
        }
    }

    private long send(List<UnitRow> rows, DocumentsById documents, BsonDateTime windowEnd) {
        List<GuardedChange> changes = rows.stream()
                .map(row -> GuardedChange.withServerOrder(
                                documents.getOrDefault(row.id(), row.preImage()),
                                new TouchedFields(row.preImage(), row.postImage()),
                                windowEnd)
                        .withCondition(dispatch.planner().filter()))
                .toList();
        return changes.isEmpty() ? 0 : dispatch.documents().write(changes);
    }
}
