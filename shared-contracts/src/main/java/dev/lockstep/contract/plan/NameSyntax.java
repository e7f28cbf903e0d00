package dev.lockstep.contract.plan;

/**
 * Syntax of one kind of name in a plan: lower-case letters and digits, with punctuation between them.
 *
 * @param kind what the name identifies, for messages
 * @param punctuation the allowed characters other than {@code a-z} and {@code 0-9}
 * @param maxLength maximum number of characters
 */
record NameSyntax(String kind, String punctuation, int maxLength) {
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
        for (int index = 0; index < value.length(); index++) {
            if (!isAllowed(value.charAt(index))) {
                throw InvalidValue.of(
                        "the %s \"%s\" contains \"%s\", which is not allowed"
                                .formatted(kind, value, characterAt(value, index)),
                        allowedCharacters());
            }
        }
        checkEnd("starts", value, 0);
        checkEnd("ends", value, value.length() - 1);
    }

    private void checkEnd(String verb, String value, int index) {
        if (!isLetterOrDigit(value.charAt(index))) {
            throw InvalidValue.of(
                    "the %s \"%s\" %s with \"%s\"".formatted(kind, value, verb, value.charAt(index)),
                    "write a letter a-z or a digit as the first and the last character");
        }
    }

    private boolean isAllowed(char character) {
        return isLetterOrDigit(character) || punctuation.indexOf(character) >= 0;
    }

    private static boolean isLetterOrDigit(char character) {
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
    }

    private static String characterAt(String value, int index) {
        return Character.toString(value.codePointAt(index));
    }

    private String allowedCharacters() {
        return "use only the characters a-z 0-9 %s".formatted(String.join(" ", punctuation.split("")));
    }
}
