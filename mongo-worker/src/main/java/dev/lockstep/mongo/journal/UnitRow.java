package dev.lockstep.mongo.journal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The journal's row of one unit, written before the unit's document.
 *
 * @param id the document's {@code _id}
 * @param number the position of the unit among the units of the step, from 0
 * @param preImage the touched top-level fields before the step; fields that the document did not have are left out
 * @param postImage the touched top-level fields as the step intends them
 * @param fieldOrder the names of all top-level fields in their order before the step
 * @param documentBytes the size of the whole document before the step
 */
public record UnitRow(
        BsonValue id,
        long number,
        BsonDocument preImage,
        BsonDocument postImage,
        List<String> fieldOrder,
        int documentBytes) {
    public UnitRow {
        fieldOrder = List.copyOf(fieldOrder);
    }

    /** The names of the touched fields. */
    public Set<String> touchedFields() {
        Set<String> names = new LinkedHashSet<>(preImage.keySet());
        names.addAll(postImage.keySet());
        return names;
    }

    public UnitRow withNumber(long newNumber) {
        return new UnitRow(id, newNumber, preImage, postImage, fieldOrder, documentBytes);
    }

    /** The same unit with pre-image and post-image exchanged, for comparisons after a restore. */
    public UnitRow reversed() {
        return new UnitRow(id, number, /* preImage= */ postImage, /* postImage= */ preImage, fieldOrder, documentBytes);
    }

    /** The same unit with the images of a newer plan. */
    public UnitRow withImagesOf(UnitRow newer) {
        return new UnitRow(id, number, newer.preImage, newer.postImage, newer.fieldOrder, newer.documentBytes);
    }
}
