package dev.lockstep.postgres.script;

import dev.lockstep.postgres.target.SqlQuoting;

/** Name of a target's schema history table, which has Flyway's columns. */
record HistoryTableName(String schema, String name) {
    /** The quoted name with its schema. */
    String qualified() {
        return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
    }
}
