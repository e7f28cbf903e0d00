package dev.lockstep.coordinator.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Removes a connection from the pool when its server is read-only. After a failover, connections to the former primary
 * server may stay open; a new connection reaches the current one.
 */
public final class JdbcReadOnlyEviction implements SQLExceptionOverride {
    private static final String READ_ONLY_SQL_TRANSACTION = "25006";

    @java.lang.Override
    public Override adjudicate(SQLException error) {
        return READ_ONLY_SQL_TRANSACTION.equals(error.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
