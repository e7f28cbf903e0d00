package dev.lockstep.cli.script;

/**
 * A token of a JavaScript file.
 *
 * @param text a name, a symbol or a number as written; of a string, its value
 * @param line counted from 1
 */
record JsToken(Kind kind, String text, int line) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String other) {
        return (kind == Kind.NAME || kind == Kind.SYMBOL) && text.equals(other);
    }

    /** For a message. */
    String shown() {
        String shortened = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return kind == Kind.END ? "the end of the file" : "\"" + shortened + "\"";
    }
}
