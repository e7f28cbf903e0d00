package dev.lockstep.sql;

/**
 * The characters of names and numbers. In PostgreSQL every character outside of ASCII can be part of a name, also
 * spaces and digits of other scripts.
 */
final class SqlCharacters {
    private static final int FIRST_NON_ASCII = 0x80;

    private SqlCharacters() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isDigitAt(String text, int index) {
        return index < text.length() && isDigit(text.charAt(index));
    }

    static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= FIRST_NON_ASCII;
    }

    /** The end of a name, which may contain dollar signs. */
    static int endOfName(String text, int from) {
        int i = from;
        while (i < text.length() && isNamePart(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The end of the tag of a dollar quote, which may not contain dollar signs. */
    static int endOfTag(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '$' && isNamePart(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /**
     * The end of a number. A name directly after it belongs to it, as in {@code 1e5}, {@code 0xFF} and {@code 1_000}; a
     * dollar sign directly after it does not.
     */
    static int endOfNumber(String text, int from) {
        int i = endOfDigits(text, from);
        boolean hasFraction = i < text.length() && text.charAt(i) == '.' && !text.startsWith("..", i);
        if (hasFraction) {
            i = endOfDigits(text, i + 1);
        }
        return i < text.length() && isNameStart(text.charAt(i)) ? endOfName(text, i) : i;
    }

    private static int endOfDigits(String text, int from) {
        int i = from;
        while (isDigitAt(text, i)) {
            i++;
        }
        return i;
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }
}
