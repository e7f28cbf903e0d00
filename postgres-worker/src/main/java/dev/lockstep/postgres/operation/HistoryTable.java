package dev.lockstep.postgres.operation;

/** The schema history table of a target: Flyway's form, Lockstep's own rows. */
record HistoryTable(String schema, String name) {
    /** Safe to stand in SQL. */
    String qualified() {
        return quoted(schema) + "." + quoted(name);
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
