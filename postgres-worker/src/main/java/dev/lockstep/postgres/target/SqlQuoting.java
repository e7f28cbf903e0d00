package dev.lockstep.postgres.target;

/** Quotes names and values for SQL that cannot take them as parameters. */
public final class SqlQuoting {
    private SqlQuoting() {}

    /** The name as a quoted identifier: exactly this name, case included. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The text as a string literal under {@code standard_conforming_strings}. */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
