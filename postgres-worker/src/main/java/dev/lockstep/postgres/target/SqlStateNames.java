package dev.lockstep.postgres.target;

import java.util.Map;

/** Names of errors whose messages can quote values, from appendix A of PostgreSQL's documentation. */
final class SqlStateNames {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("22001", "string data, right truncation"),
            Map.entry("22003", "numeric value out of range"),
            Map.entry("22004", "null value not allowed"),
            Map.entry("22007", "invalid datetime format"),
            Map.entry("22008", "datetime field overflow"),
            Map.entry("22012", "division by zero"),
            Map.entry("22021", "character not in repertoire"),
            Map.entry("22023", "invalid parameter value"),
            Map.entry("22025", "invalid escape sequence"),
            Map.entry("22026", "string data, length mismatch"),
            Map.entry("2202E", "array subscript error"),
            Map.entry("22030", "duplicate JSON object key value"),
            Map.entry("22032", "invalid JSON text"),
            Map.entry("2200N", "invalid XML content"),
            Map.entry("22P02", "invalid text representation"),
            Map.entry("22P03", "invalid binary representation"),
            Map.entry("22P04", "bad COPY file format"),
            Map.entry("22P05", "untranslatable character"),
            Map.entry("P0001", "a routine raised an exception"),
            Map.entry("P0002", "no data found"),
            Map.entry("P0003", "too many rows"),
            Map.entry("P0004", "assert failure"),
            Map.entry("42501", "insufficient privilege"),
            Map.entry("42601", "syntax error"),
            Map.entry("42701", "duplicate column"),
            Map.entry("42702", "ambiguous column"),
            Map.entry("42703", "undefined column"),
            Map.entry("42704", "undefined object"),
            Map.entry("42804", "datatype mismatch"),
            Map.entry("42883", "undefined function"),
            Map.entry("42P01", "undefined table"),
            Map.entry("42P02", "undefined parameter"));

    private SqlStateNames() {}

    static String of(String state) {
        String name = NAMES.get(state);
        if (name != null) {
            return "%s (SQLSTATE %s)".formatted(name, state);
        }
        return state.startsWith("22") ? "data exception (SQLSTATE %s)".formatted(state) : "SQLSTATE " + state;
    }
}
