package dev.lockstep.contract.plan;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A dotted path to a field of a document, such as {@code profile.language}.
 *
 * @param field the field of the operation that holds the path, for messages
 */
record MongoFieldPath(String field, String path) {
    private static final Pattern ARRAY_INDEX = Pattern.compile("[0-9]+");

    /**
     * Returns if the path names a field that an operation can move.
     *
     * @throws InvalidValue of {@link #field} with the first rule that the path breaks
     */
    void check() {
        List<String> parts = List.of(path.split("\\.", -1));
        if (parts.contains("")) {
            throw invalid("which has an empty name", "write field names separated by single dots, such as a.b");
        }
        if (parts.getFirst().equals("_id")) {
            throw invalid("which is the key of the document", "name a field other than _id");
        }
        if (path.contains("$") || path.indexOf('\0') >= 0) {
            throw invalid("which contains $ or a NUL character", "name a field without $ and NUL");
        }
        if (parts.stream().anyMatch(part -> ARRAY_INDEX.matcher(part).matches())) {
            throw invalid("which contains an array index", "name fields of documents only, not elements of arrays");
        }
    }

    /** Whether the other path is this path or leads through it. */
    boolean isPrefixOf(MongoFieldPath other) {
        return (other.path + ".").startsWith(path + ".");
    }

    private InvalidValue invalid(String reason, String hint) {
        return InvalidValue.in(field, "%s is \"%s\", %s".formatted(field, path, reason), hint);
    }
}
