package dev.lockstep.mongo.unit;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/** A write of one document that takes effect only if the compared fields are still as they were read. */
sealed interface GuardedChange {
    BsonDocument filter();

    /** The same write with one more condition. */
    GuardedChange withCondition(BsonDocument condition);

    /** Compares and writes the touched fields. Applications may change the other fields at the same time. */
    record Patch(BsonDocument filter, BsonDocument update) implements GuardedChange {
        @Override
        public GuardedChange withCondition(BsonDocument condition) {
            BsonDocument combined = new BsonDocument("$and", new BsonArray(List.of(condition)));
            combined.putAll(filter);
            return new Patch(combined, update);
        }
    }

    /** Compares and replaces the whole document. */
    record Rewrite(BsonDocument filter, BsonDocument replacement) implements GuardedChange {
        /** Returns the same write: its guard requires the document as it was read, and that document met the condition. */
        @Override
        public GuardedChange withCondition(BsonDocument condition) {
            return this;
        }
    }

    /**
     * Changes the touched fields and gives all fields the wanted order.
     *
     * @param current the document as it was read
     * @param touched the fields to change, with their current and their new state
     * @param order the names of all fields in the wanted order
     * @param windowEnd the end of the write window
     */
    static GuardedChange withOrder(
            BsonDocument current, TouchedFields touched, List<String> order, BsonDateTime windowEnd) {
        boolean patchGivesOrder =
                patchedOrder(current, touched).equals(order) && appendsAtMostOneField(current, touched);
        return patchGivesOrder && !hasChangeThatServersIgnore(touched)
                ? patch(current, touched, windowEnd)
                : rewrite(current, touched, order, windowEnd);
    }

    /**
     * Changes the touched fields. The server decides the position of new fields.
     *
     * @param current the document as it was read
     * @param touched the fields to change, with their current and their new state
     * @param windowEnd the end of the write window
     */
    static GuardedChange withServerOrder(BsonDocument current, TouchedFields touched, BsonDateTime windowEnd) {
        return hasChangeThatServersIgnore(touched)
                ? rewrite(current, touched, patchedOrder(current, touched), windowEnd)
                : patch(current, touched, windowEnd);
    }

    private static GuardedChange patch(BsonDocument current, TouchedFields touched, BsonDateTime windowEnd) {
        BsonValue id = current.get("_id", BsonNull.VALUE);
        return new Patch(ExactGuard.forFields(id, touched.oldState(), touched.names(), windowEnd), update(touched));
    }

    private static GuardedChange rewrite(
            BsonDocument current, TouchedFields touched, List<String> order, BsonDateTime windowEnd) {
        BsonDocument replacement = replacement(current, touched, order);
        return canBeReplaced(current, replacement)
                ? new Rewrite(ExactGuard.forDocument(current, windowEnd), replacement)
                : patch(current, touched, windowEnd);
    }

    private static List<String> patchedOrder(BsonDocument current, TouchedFields touched) {
        return FieldOrder.afterPatch(
                current.keySet(), touched.names(), touched.newState().keySet());
    }

    // Servers append several new fields in different orders: by name, by number, or as given.
    private static boolean appendsAtMostOneField(BsonDocument current, TouchedFields touched) {
        return touched.newState().keySet().stream()
                        .filter(name -> !current.containsKey(name))
                        .count()
                <= 1;
    }

    // A server refuses a replacement document with a top-level name that starts with $. The guard contains the current
    // document, so both documents must fit into one write.
    private static boolean canBeReplaced(BsonDocument current, BsonDocument replacement) {
        return current.keySet().stream().noneMatch(name -> name.startsWith("$"))
                && DocumentSize.fitIntoOneRow(current, replacement);
    }

    // Some servers ignore a $set that changes only the type of a number, such as 5 to 5.0, or the order of embedded
    // fields.
    private static boolean hasChangeThatServersIgnore(TouchedFields touched) {
        return touched.oldState().entrySet().stream().anyMatch(field -> {
            BsonValue newValue = touched.newState().get(field.getKey());
            return newValue != null && BsonIdentity.differOnlyInNumberTypesOrOrder(field.getValue(), newValue);
        });
    }

    private static BsonDocument replacement(BsonDocument current, TouchedFields touched, List<String> order) {
        BsonDocument document = new BsonDocument();
        for (String name : order) {
            BsonValue value = touched.newState().get(name);
            document.append(name, value == null ? current.get(name) : value);
        }
        return document;
    }

    private static BsonDocument update(TouchedFields touched) {
        BsonDocument set = new BsonDocument();
        touched.newState().keySet().stream()
                .sorted()
                .forEach(name -> set.append(name, touched.newState().get(name)));
        BsonDocument unset = new BsonDocument();
        touched.names().stream()
                .filter(name -> !touched.newState().containsKey(name))
                .forEach(name -> unset.append(name, new BsonString("")));
        BsonDocument update = new BsonDocument();
        if (!set.isEmpty()) {
            update.append("$set", set);
        }
        return unset.isEmpty() ? update : update.append("$unset", unset);
    }
}
