package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.mongo.target.BsonHeap;
import java.util.List;
import java.util.OptionalLong;

/**
 * The current documents of some rows. If the documents need too much memory, only some of them are read.
 *
 * @param rows the rows whose documents were read or do not exist
 * @param documents the documents of these rows
 * @param rest the rows whose documents were not read
 * @param heap the estimated heap of the documents, and of rows that were read with them, in bytes
 */
record FoundDocuments(List<UnitRow> rows, DocumentsById documents, List<UnitRow> rest, long heap) {
    static final FoundDocuments NONE = new FoundDocuments(List.of(), DocumentsById.of(List.of()), List.of(), 0);

    /** @param written the number of documents that the last write of all rows wrote; empty if it is unknown */
    UnitStates states(OptionalLong written) {
        return UnitStates.of(rows, documents, rest.isEmpty() ? written : OptionalLong.empty());
    }

    /** @param rowsHeap the estimated heap of the rows, in bytes */
    FoundDocuments withRowsHeap(long rowsHeap) {
        return new FoundDocuments(rows, documents, rest, heap + rowsHeap);
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** The number of rows, with and without their documents. */
    int size() {
        return rows.size() + rest.size();
    }

    /** Whether the documents and rows need so much memory that others must not be read at the same time. */
    boolean isLarge() {
        return !rest.isEmpty() || heap > BsonHeap.MAX_BATCH_BYTES / 2;
    }
}
