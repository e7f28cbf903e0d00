package dev.lockstep.postgres.script;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The schema history table of the current schema, and what the user may do with it.
 *
 * @param schema the current schema; null if no schema of the search_path exists
 * @param mayCreate whether the user may create the table in the schema
 * @param mayUpdate whether the user may lock the table, which needs the privilege UPDATE
 */
record JdbcHistoryAccess(
        @Nullable String schema, boolean exists, boolean mayCreate, boolean mayInsert, boolean mayUpdate) {
    /** Each privilege is asked for alone, because a list is granted if any of them is. */
    static JdbcHistoryAccess read(JdbcClient jdbc, String name) {
        return jdbc.sql(
                        """
                        SELECT current_schema() AS schema,
                               history.oid IS NOT NULL AS "exists",
                               coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
                               coalesce(has_table_privilege(history.oid, 'INSERT'), false) AS may_insert,
                               coalesce(has_table_privilege(history.oid, 'UPDATE'), false) AS may_update
                          FROM to_regclass(quote_ident(current_schema()) || '.' || quote_ident(:name)) AS history(oid)""")
                .param("name", name)
                .query(JdbcHistoryAccess.class)
                .single();
    }
}
