package dev.lockstep.cli.script;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/** The tools whose scripts can be imported. */
public enum ScriptFormat {
    FLYWAY("flyway"),
    ALEMBIC_SQL("alembic-sql"),
    LIQUIBASE_SQL("liquibase-sql"),
    MIGRATE_MONGO("migrate-mongo");

    private final String label;

    ScriptFormat(String label) {
        this.label = label;
    }

    /** Reads all scripts of a directory. Nothing is executed. */
    public List<ScriptReport> read(Path directory, Charset charset) {
        return reader().read(new ScriptFiles(directory, charset));
    }

    private ScriptReader reader() {
        return switch (this) {
            case FLYWAY -> new FlywayScripts();
            case ALEMBIC_SQL -> new AlembicScripts();
            case LIQUIBASE_SQL -> new LiquibaseScripts();
            case MIGRATE_MONGO -> new MigrateMongoScripts();
        };
    }

    /** The name in commands. */
    @Override
    public String toString() {
        return label;
    }
}
