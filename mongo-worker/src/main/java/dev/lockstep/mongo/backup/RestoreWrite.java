package dev.lockstep.mongo.backup;

import dev.lockstep.contract.protocol.RestoreResult.Change;
import org.bson.RawBsonDocument;

/** A write that makes one document as it is in the backup. */
sealed interface RestoreWrite {
    /** The document that names the unit. */
    RawBsonDocument document();

    Change change();

    /** Inserts a missing document. */
    record Insert(RawBsonDocument document) implements RestoreWrite {
        @Override
        public Change change() {
            return Change.RECREATED;
        }
    }

    /**
     * Replaces a document.
     *
     * @param document the document in the backup
     * @param current the document as it was read; the write requires that it is unchanged
     */
    record Replace(RawBsonDocument document, RawBsonDocument current) implements RestoreWrite {
        @Override
        public Change change() {
            return Change.REPLACED;
        }
    }

    /**
     * Deletes a document that the backup does not have.
     *
     * @param document the document as it was read; the write requires that it is unchanged
     */
    record Delete(RawBsonDocument document) implements RestoreWrite {
        @Override
        public Change change() {
            return Change.REMOVED;
        }
    }
}
