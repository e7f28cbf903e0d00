package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.function.BiFunction;
import org.bson.BsonDateTime;

/** Sends the guarded writes of one dispatch, each with as many documents as fit into the write window. */
final class GuardedWriter {
    private final UnitDispatch dispatch;
    private final WriteSize size;

    GuardedWriter(UnitDispatch dispatch) {
        this.dispatch = dispatch;
        this.size = new WriteSize(dispatch.documents().documentsPerWrite());
    }

    /** The largest number of rows for the next write. */
    int rowsPerWrite() {
        return size.current();
    }

    /** The rows of the next write, which begins with the row at {@code from}. */
    List<UnitRow> nextPart(List<UnitRow> rows, int from) {
        return rows.subList(from, Math.min(rows.size(), from + size.current()));
    }

    /**
     * Writes the documents whose guards match, and returns their number.
     *
     * @param change the change of one row, with a guard that matches until the given end of the write window
     * @throws OperationFailed if a write of a single document repeatedly takes longer than the write window
     */
    long write(List<UnitRow> rows, BiFunction<UnitRow, BsonDateTime, GuardedChange> change) {
        if (rows.isEmpty()) {
            return 0;
        }
        BsonDateTime windowEnd = dispatch.window().ensureOpen();
        long written = dispatch.documents()
                .write(rows.stream().map(row -> change.apply(row, windowEnd)).toList());
        if (written == rows.size()) {
            size.complete();
        } else if (dispatch.window().mayHaveEnded()) {
            size.cutOff(rows.size());
            checkNotExhausted(rows.getFirst());
        }
        return written;
    }

    private void checkNotExhausted(UnitRow row) {
        if (size.isExhausted()) {
            throw OperationFailed.withPartialEffect(
                    "write-window-too-short",
                    "document %s was not written in %d attempts: a write of this one document takes longer than write-window, which is %d ms; increase write-window of the target"
                            .formatted(
                                    BsonText.of(row.id()),
                                    WriteSize.MAX_CUT_OFFS,
                                    dispatch.window().length().toMillis()));
        }
    }
}
