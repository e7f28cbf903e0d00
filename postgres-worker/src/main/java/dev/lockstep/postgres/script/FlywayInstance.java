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
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A Flyway for one history table. It runs on another connection and with other scripts each time, but not concurrently. */
final class FlywayInstance {
    private static final int LOCK_ATTEMPTS = 10;

    private final HistoryTableName table;
    private final DelegatingDataSource dataSource = new DelegatingDataSource();
    private final Flyway flyway;
    private List<ResolvedMigration> scripts = List.of();

    FlywayInstance(HistoryTableName table) {
        this.table = table;
        this.flyway = configuration().load();
    }

    boolean isFor(HistoryTableName other) {
        return table.equals(other);
    }

    /** Runs the scripts and returns the number of versions that Flyway executed. Creates the history table if needed. */
    int migrate(DataSource connection, List<ResolvedMigration> migrations) {
        dataSource.setTargetDataSource(connection);
        scripts = migrations;
        try {
            return flyway.migrate().migrationsExecuted;
        } finally {
            scripts = List.of();
            dataSource.setTargetDataSource(null);
        }
    }

    private FluentConfiguration configuration() {
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
