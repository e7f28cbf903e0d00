package dev.lockstep.postgres.script;

import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import javax.sql.DataSource;
import org.flywaydb.core.api.resolver.ResolvedMigration;

/** Runs Flyway on one connection with at most one script. Flyway parses no SQL: Lockstep runs the statements. */
final class FlywayHistory {
    private static final int MAX_IDLE = 32;
    // A new Flyway reads its plug-ins from all jars and copies its configuration several times, which takes longer than
    // many scripts. An instance knows the name of the history table but no target.
    private static final LinkedBlockingDeque<FlywayInstance> IDLE = new LinkedBlockingDeque<>(MAX_IDLE);

    private final HistoryTableName table;
    private final DataSource dataSource;

    FlywayHistory(HistoryTableName table, DataSource dataSource) {
        this.table = table;
        this.dataSource = dataSource;
    }

    /** Runs the script and returns the number of versions that Flyway executed. */
    int migrate(FlywayScriptMigration script) {
        return migrate(List.of(script));
    }

    /** Creates the history table with its baseline row if it does not exist. */
    void createIfAbsent() {
        migrate(List.of());
    }

    /** An instance that has failed is not used again. */
    private int migrate(List<ResolvedMigration> scripts) {
        FlywayInstance flyway = take();
        int executed = flyway.migrate(dataSource, scripts);
        keep(flyway);
        return executed;
    }

    private FlywayInstance take() {
        for (FlywayInstance idle : IDLE) {
            if (idle.isFor(table) && IDLE.remove(idle)) {
                return idle;
            }
        }
        return new FlywayInstance(table);
    }

    private static void keep(FlywayInstance flyway) {
        while (!IDLE.offerFirst(flyway)) {
            IDLE.pollLast();
        }
    }
}
