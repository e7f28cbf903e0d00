package dev.lockstep.postgres.script;

import dev.lockstep.postgres.target.SqlQuoting;

/** The schema history table of a target: Flyway's columns, with Lockstep's rows. */
record HistoryTable(String schema, String name) {
    /** The qualified, quoted name. */
    String qualified() {
        return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
    }
}
