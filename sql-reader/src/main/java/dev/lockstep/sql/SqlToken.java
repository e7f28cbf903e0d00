package dev.lockstep.sql;

import java.util.Locale;

/**
 * A piece of a script that is neither blank nor comment.
 *
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

    /** Whether it is this keyword, which is written in upper case here. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    /** Whether it can be, or be part of, the name of an object. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
}
