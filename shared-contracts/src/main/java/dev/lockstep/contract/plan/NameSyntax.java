package dev.lockstep.contract.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Syntax of one kind of name in a plan: lower-case letters and digits, with punctuation between them.
 *
 * @param kind what the name identifies, for messages
 * @param punctuation the allowed characters other than letters and digits
 * @param maxLength maximum number of characters
 */
record NameSyntax(String kind, String punctuation, int maxLength) {
    private static final Pattern LETTER_OR_DIGIT = Pattern.compile("[a-z0-9]");

    /**
     * Checks that the value has this syntax.
     *
     * @throws InvalidValue with the limit, or with the first character that is not allowed
     */
    void validate(String value) {
        if (value.isEmpty()) {
            throw InvalidValue.of("the %s is empty".formatted(kind), "write 1 to %d characters".formatted(maxLength));
        }
        if (value.length() > maxLength) {
            throw InvalidValue.of(
                    "the %s has %d characters; the limit is %d".formatted(kind, value.length(), maxLength),
                    "shorten it to %d characters (it has %d)".formatted(maxLength, value.length()));
        }
        Matcher unexpected = Pattern.compile("[^a-z0-9%s]".formatted(Pattern.quote(punctuation)))
                .matcher(value);
        if (unexpected.find()) {
            throw InvalidValue.of(
                    "the %s \"%s\" contains \"%s\"".formatted(kind, value, characterAt(value, unexpected.start())),
                    "use only lower-case letters, digits and %s".formatted(allowedPunctuation()));
        }
        if (!isLetterOrDigit(value, 0) || !isLetterOrDigit(value, value.length() - 1)) {
            throw InvalidValue.of(
                    "the %s \"%s\" starts or ends with punctuation".formatted(kind, value),
                    "start and end it with a lower-case letter or a digit");
        }
    }

    private static boolean isLetterOrDigit(String value, int index) {
        return LETTER_OR_DIGIT.matcher(value.substring(index, index + 1)).matches();
    }

    private static String characterAt(String value, int index) {
        return Character.toString(value.codePointAt(index));
    }

    private String allowedPunctuation() {
        return String.join(" ", punctuation.split(""));
    }
}
