package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;

/** Flyway's own API on the database of the first set, with a schema history of its own and one script file at a time. */
final class BareFlyway {

    private static final String SCRIPT = "UPDATE bench SET level = level + 1 WHERE id = 1";

    private final PostgresDatabase database;
    private final Path directory;
    private int version;

    BareFlyway(PostgresDatabase database) {
        this.database = database;
        try {
            this.directory = Files.createTempDirectory("lockstep-flyway-");
            directory.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Migrates this many versions, each with a new Flyway, and returns the mean time of a version. */
    double meanMillis(int versions) {
        long startNanos = System.nanoTime();
        IntStream.range(0, versions).forEach(_run -> migrate());
        return (System.nanoTime() - startNanos) / 1e6 / versions;
    }

    private void migrate() {
        version++;
        Path script = directory.resolve("V%d__bench.sql".formatted(version));
        try {
            Files.writeString(script, SCRIPT);
            flyway().migrate();
            Files.delete(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .locations("filesystem:" + directory)
                .table("flyway_bench")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateOnMigrate(false)
                .load();
    }
}
