package dev.lockstep.sql;

import java.util.Locale;

/**
 * One piece of a script that is neither white space nor comment.
 *
 * @param start the offset of its first character
 * @param depth how many parentheses are open around it
 */
record SqlToken(Kind kind, String text, int start, int depth) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        LITERAL,
        NUMBER,
        SYMBOL,
        SEMICOLON
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
