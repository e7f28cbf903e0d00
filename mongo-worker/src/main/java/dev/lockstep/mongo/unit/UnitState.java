package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** The state of a unit: the result of comparing a document with its row. */
enum UnitState {
    /** The document was not written, or an application has changed its touched fields back. */
    MATCHES_PRE_IMAGE,
    /** The document was written, and its touched fields have not changed since. */
    MATCHES_POST_IMAGE,
    /** The document was written, and an application has changed its touched fields or deleted it since. */
    CHANGED_AFTER_WRITE,
    /** An application has changed the touched fields or deleted the document, so it was not written. */
    CHANGED_BEFORE_WRITE,
    /** An application has changed the touched fields or deleted the document. It is unknown whether it was written. */
    CHANGED_AT_UNKNOWN_TIME;

    static UnitState of(UnitRow row, @Nullable BsonDocument found) {
        if (found == null) {
            return CHANGED_AT_UNKNOWN_TIME;
        }
        if (TouchedFields.match(row.preImage(), row.touchedFields(), found)) {
            return MATCHES_PRE_IMAGE;
        }
        if (TouchedFields.match(row.postImage(), row.touchedFields(), found)) {
            return MATCHES_POST_IMAGE;
        }
        return bySingleFields(row, found);
    }

    // A write changes all touched fields at once. If some fields have the new value and none has the old value, the
    // document was written; in the opposite case it was not.
    private static UnitState bySingleFields(UnitRow row, BsonDocument found) {
        boolean someMatchPostImage = row.touchedFields().stream().anyMatch(hasSameValue(row.postImage(), found));
        boolean someMatchPreImage = row.touchedFields().stream().anyMatch(hasSameValue(row.preImage(), found));
        if (someMatchPostImage == someMatchPreImage) {
            return CHANGED_AT_UNKNOWN_TIME;
        }
        return someMatchPostImage ? CHANGED_AFTER_WRITE : CHANGED_BEFORE_WRITE;
    }

    private static Predicate<String> hasSameValue(BsonDocument fields, BsonDocument found) {
        return name -> BsonIdentity.areIdentical(fields.get(name), found.get(name));
    }
}
