package dev.lockstep.postgres.operation;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/** Flyway over one connection and one script in memory; what it says and does is the schema history's truth. */
final class FlywayHistory {
    private static final int LOCK_ATTEMPTS = 10;

    private final HistoryTable table;
    private final DataSource source;

    FlywayHistory(HistoryTable table, DataSource source) {
        this.table = table;
        this.source = source;
    }

    /** Runs the script and answers how many versions that was. */
    int migrate(FlywayResource script, Callback callback) {
        return configuration(script).callbacks(callback).load().migrate().migrationsExecuted;
    }

    /** Makes the history table, with its baseline, where there is none. */
    void create() {
        configuration(null).load().migrate();
    }

    /** How Flyway would enter the script; the checksum in it is Flyway's own. */
    MigrationInfo resolve(FlywayResource script) {
        return Arrays.stream(configuration(script).load().info().all())
                .filter(info -> info.getScript().equals(script.getRelativePath()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("Flyway does not resolve %s".formatted(script.getRelativePath())));
    }

    private FluentConfiguration configuration(@Nullable FlywayResource script) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(source)
                .defaultSchema(table.schema())
                .table(table.name())
                .createSchemas(false)
                .locations(new String[0])
                .resourceProvider(new OneScript(script))
                .javaMigrationClassProvider(List::of)
                .placeholderReplacement(false)
                .mixed(false)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("before Lockstep")
                // A version put back and applied again may stand below one that was applied since.
                .outOfOrder(true)
                // Earlier versions are other plans' scripts, which nobody has here to compare.
                .validateOnMigrate(false)
                .lockRetryCount(LOCK_ATTEMPTS);
        // With its lock in a transaction, Flyway writes the history row on another connection than the script.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration;
    }

    /** Flyway asks for resources by what their names begin with, and for each one's settings by its path. */
    private record OneScript(@Nullable FlywayResource script) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return script != null && name.equals(script.getRelativePath() + ".conf")
                    ? new FlywayResource(name, "executeInTransaction=true")
                    : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return script != null && script.getFilename().startsWith(prefix) ? List.of(script) : List.of();
        }
    }
}
