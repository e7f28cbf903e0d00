package dev.lockstep.postgres.script;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.worker.StepKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.executor.Context;
import org.flywaydb.core.api.executor.MigrationExecutor;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.extensibility.MigrationType;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;

/**
 * A script as a migration of Flyway. Flyway writes its history row as for a file {@code V<version>__<step>.sql} with this
 * text; Lockstep runs its statements.
 */
final class FlywayScriptMigration implements ResolvedMigration, MigrationExecutor {
    private final FlywayScript script;
    private final MigrationVersion version;
    private final String description;
    private final Body body;

    private FlywayScriptMigration(FlywayScript script, MigrationVersion version, String description, Body body) {
        this.script = script;
        this.version = version;
        this.description = description;
        this.body = body;
    }

    /** What runs in Flyway's transaction before Flyway writes the history row. */
    interface Body {
        void run(Connection flyway) throws SQLException;
    }

    static FlywayScriptMigration of(PostgresSql operation, StepKey key, Body body) {
        return new FlywayScriptMigration(
                FlywayScript.of(operation, key),
                MigrationVersion.fromVersion(operation.version()),
                // Flyway reads an underscore in the name of a file as a space.
                key.step().value().replace('_', ' '),
                body);
    }

    @Override
    public MigrationVersion getVersion() {
        return version;
    }

    @Override
    public String getDescription() {
        return description;
    }

    @Override
    public String getScript() {
        return script.getRelativePath();
    }

    @Override
    public Integer getChecksum() {
        return ChecksumCalculator.calculate(script);
    }

    @Override
    public MigrationType getType() {
        return CoreMigrationType.SQL;
    }

    @Override
    public String getPhysicalLocation() {
        return script.getAbsolutePathOnDisk();
    }

    @Override
    public MigrationExecutor getExecutor() {
        return this;
    }

    @Override
    public boolean checksumMatches(Integer checksum) {
        return getChecksum().equals(checksum);
    }

    @Override
    public boolean checksumMatchesWithoutBeingIdentical(Integer checksum) {
        return false;
    }

    @Override
    public List<Results> execute(Context context) throws SQLException {
        body.run(context.getConnection());
        return List.of();
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public boolean shouldExecute() {
        return true;
    }
}
