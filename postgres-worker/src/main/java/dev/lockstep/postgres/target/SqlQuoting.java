package dev.lockstep.postgres.target;

/** Quotes names and values in SQL statements that do not allow parameters. */
public final class SqlQuoting {
    private SqlQuoting() {}

    /** Quotes the name as an identifier, so its case is kept. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Quotes the text as a string literal that means the same with every value of {@code standard_conforming_strings}. */
    public static String escapedLiteral(String text) {
        return "E" + literal(text.replace("\\", "\\\\"));
    }

    /** Quotes the text as a string literal for {@code standard_conforming_strings = on}. */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
