package dev.lockstep.postgres.script;

import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/** Runs Flyway on one connection with at most one script. Flyway parses no SQL: Lockstep runs the statements. */
final class FlywayHistory {
    private static final int LOCK_ATTEMPTS = 10;

    private final HistoryTableName table;
    private final DataSource dataSource;

    FlywayHistory(HistoryTableName table, DataSource dataSource) {
        this.table = table;
        this.dataSource = dataSource;
    }

    /** Runs the script and returns the number of versions that Flyway executed. */
    int migrate(FlywayScriptMigration script) {
        return configuration(List.of(script)).load().migrate().migrationsExecuted;
    }

    /** Creates the history table with its baseline row if it does not exist. */
    void createIfAbsent() {
        configuration(List.of()).load().migrate();
    }

    private FluentConfiguration configuration(List<ResolvedMigration> scripts) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(dataSource)
                .defaultSchema(table.schema())
                .table(table.name())
                .createSchemas(false)
                .locations(new String[0])
                .resourceProvider(new NoResources())
                .javaMigrationClassProvider(List::of)
                .skipDefaultResolvers(true)
                .skipDefaultCallbacks(true)
                .resolvers((MigrationResolver) context -> scripts)
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

    /** With a provider of its own, Flyway does not search the class path for scripts. */
    private static final class NoResources implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return List.of();
        }
    }
}
