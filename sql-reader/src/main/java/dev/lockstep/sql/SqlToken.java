package dev.lockstep.sql;

import java.util.Locale;

/**
 * A token of a script; white space and comments are not tokens.
 *
 * @param start the offset of the first character
 * @param depth the number of open parentheses around the token
 */
record SqlToken(Kind kind, String text, int start, int depth) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        LITERAL,
        NUMBER,
        SYMBOL,
        SEMICOLON,
        /** A backslash outside of a literal, with the rest of its line. */
        PSQL_COMMAND
    }

    int end() {
        return start + text.length();
    }

    /** Whether the token is this keyword, given in upper case. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    /** Whether the token can be part of an object's name. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
}
