package dev.lockstep.postgres.script;

import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.worker.OperationFailed;
import org.jspecify.annotations.Nullable;

/** Name of a target's schema history table, which has Flyway's columns. */
record HistoryTableName(String schema, String name) {
    /**
     * The table in the current schema.
     *
     * @throws OperationFailed if there is no current schema
     */
    static HistoryTableName of(@Nullable String currentSchema, String name) {
        if (currentSchema == null) {
            throw OperationFailed.withoutEffect(
                    "no-current-schema",
                    "no schema of the search_path exists, but the history table %s needs one; create one of them"
                            .formatted(name));
        }
        return new HistoryTableName(currentSchema, name);
    }

    /** The quoted name with its schema. */
    String qualified() {
        return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
    }
}
