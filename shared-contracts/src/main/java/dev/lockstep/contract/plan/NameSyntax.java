package dev.lockstep.contract.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Syntax of one kind of name in a plan: lower-case letters and digits, with punctuation between them.
 *
 * @param kind what the name identifies, for messages
 * @param punctuation the allowed characters other than {@code a-z} and {@code 0-9}
 * @param maxLength maximum number of characters
 */
record NameSyntax(String kind, String punctuation, int maxLength) {
    private static final Pattern LETTER_OR_DIGIT = Pattern.compile("[a-z0-9]");

    /**
     * Checks that the value has this syntax.
     *
     * @throws InvalidValue if it has not
     */
    void validate(String value) {
        if (value.isEmpty()) {
            throw InvalidValue.of("the %s is empty".formatted(kind), allowedCharacters());
        }
        if (value.length() > maxLength) {
            throw InvalidValue.of(
                    "the %s has %d characters; the limit is %d".formatted(kind, value.length(), maxLength),
                    "shorten the %s".formatted(kind));
        }
        Matcher unexpected = Pattern.compile("[^a-z0-9%s]".formatted(Pattern.quote(punctuation)))
                .matcher(value);
        if (unexpected.find()) {
            throw InvalidValue.of(
                    "the %s \"%s\" contains \"%s\", which is not allowed"
                            .formatted(kind, value, characterAt(value, unexpected.start())),
                    allowedCharacters());
        }
        checkEnd("starts", value, 0);
        checkEnd("ends", value, value.length() - 1);
    }

    private void checkEnd(String verb, String value, int index) {
        String character = value.substring(index, index + 1);
        if (!LETTER_OR_DIGIT.matcher(character).matches()) {
            throw InvalidValue.of(
                    "the %s \"%s\" %s with \"%s\"".formatted(kind, value, verb, character),
                    "write a letter a-z or a digit as the first and the last character");
        }
    }

    private static String characterAt(String value, int index) {
        return Character.toString(value.codePointAt(index));
    }

    private String allowedCharacters() {
        return "use only the characters a-z 0-9 %s".formatted(String.join(" ", punctuation.split("")));
    }
}
