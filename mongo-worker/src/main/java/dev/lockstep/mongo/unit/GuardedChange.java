package dev.lockstep.mongo.unit;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/** A write of one document that takes effect only if the document is still as it was read. */
sealed interface GuardedChange {
    BsonDocument filter();

    /** The same write with a further condition. */
    GuardedChange requiring(BsonDocument condition);

    /** Writes the touched fields; applications may change the others at the same time. */
    record Patch(BsonDocument filter, BsonDocument update) implements GuardedChange {
        @Override
        public GuardedChange requiring(BsonDocument condition) {
            BsonDocument both = new BsonDocument("$and", new BsonArray(List.of(condition)));
            both.putAll(filter);
            return new Patch(both, update);
        }
    }

    /** Replaces the whole document if no field of it has changed. */
    record Rewrite(BsonDocument filter, BsonDocument replacement) implements GuardedChange {
        /** Returns the same write: its guard requires the document as it was read, when it met the condition. */
        @Override
        public GuardedChange requiring(BsonDocument condition) {
            return this;
        }
    }

    /**
     * Changes fields and restores their order.
     *
     * @param current the document as it was read
     * @param touched the fields to change, from their current to their new state
     * @param order all names in the order that they get
     * @param until the end of the write window
     */
    static GuardedChange of(BsonDocument current, TouchedFields touched, List<String> order, BsonDateTime until) {
        boolean isPatchOrder = patchedOrder(current, touched).equals(order) && appendsAtMostOne(current, touched);
        return isPatchOrder && !mayBeTakenForNoChange(touched)
                ? patch(current, touched, until)
                : rewrite(current, touched, order, until);
    }

    /**
     * Changes fields; new ones go where the server puts them.
     *
     * @param current the document as it was read
     * @param touched the fields to change, from their current to their new state
     * @param until the end of the write window
     */
    static GuardedChange of(BsonDocument current, TouchedFields touched, BsonDateTime until) {
        return mayBeTakenForNoChange(touched)
                ? rewrite(current, touched, patchedOrder(current, touched), until)
                : patch(current, touched, until);
    }

    private static GuardedChange patch(BsonDocument current, TouchedFields touched, BsonDateTime until) {
        BsonValue id = current.get("_id", BsonNull.VALUE);
        return new Patch(ExactGuard.fields(id, touched.before(), touched.names(), until), update(touched));
    }

    private static GuardedChange rewrite(
            BsonDocument current, TouchedFields touched, List<String> order, BsonDateTime until) {
        return canBeReplaced(current)
                ? new Rewrite(ExactGuard.document(current, until), result(current, touched, order))
                : patch(current, touched, until);
    }

    private static List<String> patchedOrder(BsonDocument current, TouchedFields touched) {
        return FieldOrder.patched(
                current.keySet(), touched.names(), touched.after().keySet());
    }

    // Servers differ in the order of several new fields: by name, with numbers by value, or as given.
    private static boolean appendsAtMostOne(BsonDocument current, TouchedFields touched) {
        return touched.after().keySet().stream()
                        .filter(name -> !current.containsKey(name))
                        .count()
                <= 1;
    }

    // A server refuses a replacement with a top-level name that looks like an operator.
    private static boolean canBeReplaced(BsonDocument current) {
        return current.keySet().stream().noneMatch(name -> name.startsWith("$")) && DocumentSize.fitsTwice(current);
    }

    // Some servers take $set of 5.0 over 5 for no change and write nothing.
    private static boolean mayBeTakenForNoChange(TouchedFields touched) {
        return touched.before().entrySet().stream().anyMatch(field -> {
            BsonValue after = touched.after().get(field.getKey());
            return after != null && BsonIdentity.differOnlyInNumberTypes(field.getValue(), after);
        });
    }

    private static BsonDocument result(BsonDocument current, TouchedFields touched, List<String> order) {
        BsonDocument result = new BsonDocument();
        for (String name : order) {
            BsonValue value = touched.after().get(name);
            result.append(name, value == null ? current.get(name) : value);
        }
        return result;
    }

    private static BsonDocument update(TouchedFields touched) {
        BsonDocument set = new BsonDocument();
        touched.after().keySet().stream()
                .sorted()
                .forEach(name -> set.append(name, touched.after().get(name)));
        BsonDocument unset = new BsonDocument();
        touched.names().stream()
                .filter(name -> !touched.after().containsKey(name))
                .forEach(name -> unset.append(name, new BsonString("")));
        BsonDocument update = new BsonDocument();
        if (!set.isEmpty()) {
            update.append("$set", set);
        }
        return unset.isEmpty() ? update : update.append("$unset", unset);
    }
}
