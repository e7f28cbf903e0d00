package dev.lockstep.postgres.script;

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

/** Runs Flyway on one connection with at most one script, which is in memory. */
final class FlywayHistory {
    private static final int LOCK_ATTEMPTS = 10;

    private final HistoryTableName table;
    private final DataSource dataSource;

    FlywayHistory(HistoryTableName table, DataSource dataSource) {
        this.table = table;
        this.dataSource = dataSource;
    }

    /** Runs the script and returns the number of versions that Flyway executed. */
    int migrate(FlywayScript script, Callback callback) {
        return configuration(script).callbacks(callback).load().migrate().migrationsExecuted;
    }

    /** Creates the history table with its baseline row if it does not exist. */
    void createIfAbsent() {
        configuration(null).load().migrate();
    }

    /** Returns the history row that Flyway would write for the script, with Flyway's checksum. */
    MigrationInfo resolve(FlywayScript script) {
        return Arrays.stream(configuration(script).load().info().all())
                .filter(info -> info.getScript().equals(script.getRelativePath()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("Flyway does not resolve %s".formatted(script.getRelativePath())));
    }

    private FluentConfiguration configuration(@Nullable FlywayScript script) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(dataSource)
                .defaultSchema(table.schema())
                .table(table.name())
                .createSchemas(false)
                .locations(new String[0])
                .resourceProvider(new SingleScript(script))
                .javaMigrationClassProvider(List::of)
                .placeholderReplacement(false)
                .mixed(false)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("before Lockstep")
                // A version that is applied again after its compensation may be lower than other applied versions.
                .outOfOrder(true)
                // The history contains versions of other plans, whose scripts are not available here.
                .validateOnMigrate(false)
                .lockRetryCount(LOCK_ATTEMPTS);
        // With a transactional lock, Flyway would not write the history row on the connection of the script.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration;
    }

    /** Provides the script by its name, and its settings by the name with {@code .conf} appended. */
    private record SingleScript(@Nullable FlywayScript script) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return script != null && name.equals(script.getRelativePath() + ".conf")
                    ? new FlywayScript(name, "executeInTransaction=true")
                    : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return script != null && script.getFilename().startsWith(prefix) ? List.of(script) : List.of();
        }
    }
}
