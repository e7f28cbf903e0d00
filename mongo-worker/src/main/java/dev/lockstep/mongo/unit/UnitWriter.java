package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.OptionalLong;

/** Writes intended post-images. If an application changes a document before the write, it is planned and written again. */
final class UnitWriter {
    /** Bounds the loop when an application changes a document between every read and write. */
    private static final int MAX_ATTEMPTS = 100;

    private final UnitDispatch dispatch;
    private final GuardedWriter writer;

    UnitWriter(UnitDispatch dispatch) {
        this.dispatch = dispatch;
        this.writer = new GuardedWriter(dispatch);
    }

    /**
     * Writes the documents of the rows.
     *
     * @param documents the documents as they were read for the plan
     * @return the number of documents that the step has changed
     */
    int write(List<UnitRow> rows, DocumentsById documents) {
        int changed = 0;
        int from = 0;
        while (from < rows.size()) {
            if (from > 0) {
                Failpoints.hit("mongo.unit.mid-write");
            }
            List<UnitRow> part = writer.nextPart(rows, from);
            long written = send(part, documents);
            changed += written == part.size() ? part.size() : settle(part, OptionalLong.of(written));
            from += part.size();
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
            FoundDocuments found = dispatch.documents().read(open);
            UnitStates states = found.states(lastWritten);
            ReplannedUnits replanned = ReplannedUnits.of(states, dispatch);
            changed += states.rowsIn(UnitState.MATCHES_POST_IMAGE, UnitState.CHANGED_AFTER_WRITE)
                            .size()
                    + replanned.maybeWritten();
            if (!found.rest().isEmpty() || replanned.rows().size() > writer.rowsPerWrite()) {
                return changed + write(replanned.rows(), replanned.documents()) + settleRest(found.rest());
            }
            lastWritten = OptionalLong.of(send(replanned.rows(), replanned.documents()));
            open = lastWritten.getAsLong() == replanned.rows().size() ? List.of() : replanned.rows();
            changed += open.isEmpty() ? replanned.rows().size() : 0;
        }
        return changed;
    }

    private int settleRest(List<UnitRow> rest) {
        return rest.isEmpty() ? 0 : settle(rest, OptionalLong.empty());
    }

    private void checkAttempts(int attempts, List<UnitRow> open) {
        dispatch.context().checkpoint();
        if (attempts == MAX_ATTEMPTS) {
            throw OperationFailed.retriable(
                    "contended",
                    "%d documents, document %s among them, were not written in %d attempts: an application changes them too often"
                            .formatted(open.size(), BsonText.of(open.getFirst().id()), attempts));
        }
    }

    private long send(List<UnitRow> rows, DocumentsById documents) {
        return writer.write(rows, (row, windowEnd) -> GuardedChange.withServerOrder(
                        documents.getOrDefault(row.id(), row.preImage()),
                        new TouchedFields(row.preImage(), row.postImage()),
                        windowEnd)
                .withCondition(dispatch.planner().filter()));
    }
}
