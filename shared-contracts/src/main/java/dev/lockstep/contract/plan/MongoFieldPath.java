package dev.lockstep.contract.plan;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A dotted path to a field of a document, such as {@code profile.language}.
 *
 * @param field the field of the operation that contains the path, for messages
 */
record MongoFieldPath(String field, String path) {
    private static final Pattern ARRAY_INDEX = Pattern.compile("[0-9]+");

    /**
     * Checks that an operation can rename the field at this path.
     *
     * @throws InvalidValue if the path breaks a rule
     */
    void validate() {
        List<String> names = List.of(path.split("\\.", -1));
        if (names.contains("")) {
            throw invalid(
                    "which contains an empty field name",
                    "write field names separated by single dots, such as profile.language");
        }
        if (names.getFirst().equals("_id")) {
            throw invalid("but the key of a document cannot be renamed", "write the path of another field than _id");
        }
        if (path.contains("$")) {
            throw invalid("which contains $", "write the path of a field without $ in its name");
        }
        if (path.indexOf('\0') >= 0) {
            throw invalid("which contains a NUL character", "remove the NUL character");
        }
        if (names.stream().anyMatch(name -> ARRAY_INDEX.matcher(name).matches())) {
            throw invalid(
                    "which contains an array index",
                    "write a path of field names only; elements of arrays cannot be renamed");
        }
    }

    /** Whether the other path is equal to this path or inside of it. */
    boolean isPrefixOf(MongoFieldPath other) {
        return (other.path + ".").startsWith(path + ".");
    }

    private InvalidValue invalid(String reason, String hint) {
        return InvalidValue.in(field, "operation.%s is \"%s\", %s".formatted(field, path, reason), hint);
    }
}
