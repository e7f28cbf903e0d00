package dev.lockstep.mongo.operation;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/** The change of one document from one state of its touched fields to another, which only takes effect from the one. */
sealed interface GuardedChange {
    BsonDocument filter();

    /** The same, which takes effect only on a document that also matches. */
    GuardedChange whileMatching(BsonDocument matching);

    /** Leaves the other fields to whoever writes them meanwhile. */
    record Patch(BsonDocument filter, BsonDocument update) implements GuardedChange {
        @Override
        public GuardedChange whileMatching(BsonDocument matching) {
            BsonDocument both = new BsonDocument("$and", new BsonArray(List.of(matching)));
            both.putAll(filter);
            return new Patch(both, update);
        }
    }

    /** Writes the whole document, and only if nobody has written any of it meanwhile. */
    record Rewrite(BsonDocument filter, BsonDocument replacement) implements GuardedChange {
        /** It matched when it was read, and is as it was. */
        @Override
        public GuardedChange whileMatching(BsonDocument matching) {
            return this;
        }
    }

    /**
     * Changes the document and puts its fields into places.
     *
     * @param current the document as it was read
     * @param touched the fields as they are in it, and as they are to be
     * @param order the names of the result in their places
     */
    static GuardedChange of(BsonDocument current, TouchedFields touched, List<String> order, BsonDateTime until) {
        boolean patched = patched(current, touched).equals(order) && appendsOneAtMost(current, touched);
        return patched && !mayPassForNoChange(touched)
                ? patch(current, touched, until)
                : rewrite(current, touched, order, until);
    }

    /** For a change that asks for no order: where a patch puts the fields is their place. */
    static GuardedChange of(BsonDocument current, TouchedFields touched, BsonDateTime until) {
        return mayPassForNoChange(touched)
                ? rewrite(current, touched, patched(current, touched), until)
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

    private static List<String> patched(BsonDocument current, TouchedFields touched) {
        return FieldOrder.patched(
                current.keySet(), touched.names(), touched.after().keySet());
    }

    // Servers have orders of their own for several: by name, with numbers by their value, or as they come.
    private static boolean appendsOneAtMost(BsonDocument current, TouchedFields touched) {
        return touched.after().keySet().stream()
                        .filter(name -> !current.containsKey(name))
                        .count()
                <= 1;
    }

    // A replacement is no place for a name that looks like an operator.
    private static boolean canBeReplaced(BsonDocument current) {
        return current.keySet().stream().noneMatch(name -> name.startsWith("$")) && DocumentSize.fitsTwice(current);
    }

    // 5 is 5.0 to a $set of some servers, which then write nothing.
    private static boolean mayPassForNoChange(TouchedFields touched) {
        return touched.before().entrySet().stream().anyMatch(field -> {
            BsonValue after = touched.after().get(field.getKey());
            return after != null && Exact.differInNumberTypesOnly(field.getValue(), after);
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
