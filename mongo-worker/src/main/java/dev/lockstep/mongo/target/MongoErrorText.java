package dev.lockstep.mongo.target;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes an error of the server without values of documents. The server's text is kept only for errors whose text names
 * nothing but servers, commands, collections, indexes and limits.
 */
final class MongoErrorText {
    private static final String LEFT_OUT =
            "the server's text can quote values and is left out; the server's log can have it";

    /** Errors that have no values in their texts, besides those that say that the server is unavailable or busy. */
    private static final Set<Integer> WITHOUT_VALUES = Set.of(
            8, // UnknownError
            11, // UserNotFound
            18, // AuthenticationFailed
            20, // IllegalOperation
            26, // NamespaceNotFound
            27, // IndexNotFound
            48, // NamespaceExists
            59, // CommandNotFound
            73, // InvalidNamespace
            115, // CommandNotSupported
            166, // CommandNotSupportedOnView
            263); // OperationNotSupportedInTransaction

    /** The server sends the name of a code only with errors of commands, not with errors of single writes. */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(2, "BadValue"),
            Map.entry(9, "FailedToParse"),
            Map.entry(13, "Unauthorized"),
            Map.entry(14, "TypeMismatch"),
            Map.entry(16, "InvalidLength"),
            Map.entry(28, "PathNotViable"),
            Map.entry(40, "ConflictingUpdateOperators"),
            Map.entry(52, "DollarPrefixedFieldName"),
            Map.entry(53, "InvalidIdField"),
            Map.entry(66, "ImmutableField"),
            Map.entry(72, "InvalidOptions"),
            Map.entry(121, "DocumentValidationFailure"),
            Map.entry(10334, "BSONObjectTooLarge"),
            Map.entry(11000, "DuplicateKey"),
            Map.entry(17419, "the document after the update is too large"),
            Map.entry(17420, "the document after the upsert is too large"));

    /** The start of the server's text, before the values of the key. */
    private static final Pattern DUPLICATE_KEY =
            Pattern.compile(".*?(collection: \\S+ index: \\S+)\\s+dup key:.*", Pattern.DOTALL);

    /** The start of the server's text, before the rest of the command. */
    private static final Pattern UNAUTHORIZED = Pattern.compile(
            ".*?(not authorized on \\S+ to execute command) \\{ (\\w+): (\"[^\"]*\"|\\d+).*", Pattern.DOTALL);

    private MongoErrorText() {}

    /**
     * Describes an error.
     *
     * @param codeName the server's name of the code; empty if it sent none
     * @param keepsText whether the code says that the server is unavailable or busy
     */
    static String of(int code, String codeName, String text, boolean keepsText) {
        String name = codeName.isBlank() ? NAMES.getOrDefault(code, "") : codeName;
        // The driver's own codes are negative.
        String description = keepsText || code < 0 || WITHOUT_VALUES.contains(code) ? text : withoutValues(text);
        if (name.isEmpty() || description.isEmpty()) {
            return description.isEmpty() ? "%s: no text".formatted(name) : description;
        }
        return "%s: %s".formatted(name, description);
    }

    private static String withoutValues(String text) {
        Matcher duplicate = DUPLICATE_KEY.matcher(text);
        if (duplicate.matches()) {
            return "%s; %s".formatted(duplicate.group(1), LEFT_OUT);
        }
        Matcher unauthorized = UNAUTHORIZED.matcher(text);
        return unauthorized.matches()
                ? "%s %s on %s; %s"
                        .formatted(unauthorized.group(1), unauthorized.group(2), unauthorized.group(3), LEFT_OUT)
                : LEFT_OUT;
    }
}
