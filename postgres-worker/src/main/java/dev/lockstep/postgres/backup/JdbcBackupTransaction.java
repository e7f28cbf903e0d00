package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.target.SessionSettings;
import dev.lockstep.postgres.unit.CatalogAddress;
import java.util.Collection;
import java.util.stream.Stream;

/** What the transactions of backups and restores have in common. */
final class JdbcBackupTransaction {
    /** With row security off, a statement fails that would otherwise see only some rows. */
    private static final String SETTINGS =
            "SELECT set_config('row_security', 'off', true), set_config('check_function_bodies', 'off', true),"
                    + " set_config('client_min_messages', 'warning', true)";

    private JdbcBackupTransaction() {}

    /** Applies the settings under which values are always written as the same text. */
    static void start(JdbcDispatchSession session) {
        session.jdbc()
                .sql(SessionSettings.FOR_CATALOG.transactionQuery())
                .query()
                .listOfRows();
        session.jdbc().sql(SETTINGS).query().listOfRows();
    }

    static void execute(JdbcDispatchSession session, String sql) {
        session.context().checkpoint();
        JdbcSimpleQuery.execute(session, sql);
    }

    static Stream<CatalogAddress> relations(Collection<Long> oids) {
        return oids.stream().map(oid -> new CatalogAddress("pg_class", oid));
    }
}
