package dev.lockstep.contract.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of one kind of name in a plan: lower-case letters and digits, with some punctuation between them.
 *
 * @param kind what is named, for messages
 * @param punctuation the characters allowed besides letters and digits
 * @param longest the most characters that a name may have
 */
record NameForm(String kind, String punctuation, int longest) {
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]");

    /**
     * Returns if the value has this form.
     *
     * @throws InvalidValue with the limit, or the first character that is not allowed
     */
    void check(String value) {
        if (value.isEmpty()) {
            throw InvalidValue.of("the %s is empty".formatted(kind), "write 1 to %d characters".formatted(longest));
        }
        if (value.length() > longest) {
            throw InvalidValue.of(
                    "the %s has %d characters; the limit is %d".formatted(kind, value.length(), longest),
                    "shorten it to %d characters (it has %d)".formatted(longest, value.length()));
        }
        Matcher unexpected = Pattern.compile("[^a-z0-9%s]".formatted(Pattern.quote(punctuation)))
                .matcher(value);
        if (unexpected.find()) {
            throw InvalidValue.of(
                    "the %s \"%s\" contains \"%s\"".formatted(kind, value, characterAt(value, unexpected.start())),
                    "use only lower-case letters, digits and %s".formatted(spelled()));
        }
        if (!isPlain(value, 0) || !isPlain(value, value.length() - 1)) {
            throw InvalidValue.of(
                    "the %s \"%s\" starts or ends with punctuation".formatted(kind, value),
                    "start and end it with a lower-case letter or a digit");
        }
    }

    private static boolean isPlain(String value, int index) {
        return PLAIN.matcher(value.substring(index, index + 1)).matches();
    }

    private static String characterAt(String value, int index) {
        return Character.toString(value.codePointAt(index));
    }

    private String spelled() {
        return String.join(" ", punctuation.split(""));
    }
}
