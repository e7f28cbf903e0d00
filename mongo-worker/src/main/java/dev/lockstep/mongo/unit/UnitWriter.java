package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDateTime;

/** Writes intended post-images. A document that an application changes in between is planned and written again. */
final class UnitWriter {
    private static final int MAX_ATTEMPTS = 100;

    private final UnitDispatch dispatch;

    UnitWriter(UnitDispatch dispatch) {
        this.dispatch = dispatch;
    }

    /**
     * Writes the documents of the rows.
     *
     * @param read the documents as they were planned
     * @param until the end of the write window
     * @return how many documents the step has changed
     */
    int write(List<UnitRow> rows, DocumentsById read, BsonDateTime until) {
        int changed = 0;
        int size = dispatch.documents().writeSize();
        for (int from = 0; from < rows.size(); from += size) {
            if (from > 0) {
                Failpoints.hit("mongo.unit.mid-write");
            }
            List<UnitRow> part = rows.subList(from, Math.min(rows.size(), from + size));
            long written = send(part, read, until);
            changed += written == part.size() ? part.size() : settle(part, OptionalLong.of(written));
        }
        return changed;
    }

    /**
     * Writes the documents of the rows that may already be written.
     *
     * @param written how many of them the server wrote; absent if that is unknown
     * @return how many documents the step has changed
     */
    int settle(List<UnitRow> rows, OptionalLong written) {
        int changed = 0;
        List<UnitRow> open = rows;
        OptionalLong lastWritten = written;
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            checkAttempts(attempt, open);
            UnitStates states = UnitStates.of(open, dispatch.documents().read(open), lastWritten);
            BsonDateTime until = dispatch.window().open();
            ReplannedUnits replanned = ReplannedUnits.of(states, dispatch);
            changed +=
                    states.in(UnitState.AS_AFTER, UnitState.CHANGED_AFTER_WRITE).size() + replanned.kept();
            lastWritten = OptionalLong.of(send(replanned.rows(), replanned.read(), until));
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

    private long send(List<UnitRow> rows, DocumentsById read, BsonDateTime until) {
        List<GuardedChange> changes = rows.stream()
                .map(row -> GuardedChange.of(
                                read.getOrDefault(row.id(), row.before()),
                                new TouchedFields(row.before(), row.after()),
                                until)
                        .requiring(dispatch.planner().filter()))
                .toList();
        return changes.isEmpty() ? 0 : dispatch.documents().write(changes);
    }
}
