package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.target.JdbcSession;
import dev.lockstep.postgres.target.PostgresSettings;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetSettings;

/** The database of one copy, which is locked and exists until it is closed. */
final class JdbcScratchDatabase implements AutoCloseable {
    private final JdbcScratchServer server;
    private final ScratchName name;
    private final JdbcSession lock;
    private final TargetSettings settings;

    private JdbcScratchDatabase(JdbcScratchServer server, ScratchName name, JdbcSession lock, TargetSettings settings) {
        this.server = server;
        this.name = name;
        this.lock = lock;
        this.settings = settings;
    }

    /** Creates an empty database with these options. */
    static JdbcScratchDatabase create(
            TargetSettings target, ScratchName name, JdbcDatabaseOptions options, StepContext context) {
        PostgresSettings settings = PostgresSettings.of(target);
        JdbcScratchServer server = new JdbcScratchServer(target, settings);
        try {
            TargetSettings ofCopy = new TargetSettings(
                    target.name(),
                    ScratchUrl.of(settings.rehearsalUrl(), name),
                    target.credentials(),
                    target.options());
            JdbcScratchDatabase database = new JdbcScratchDatabase(server, name, server.lock(name), ofCopy);
            database.create(options, purpose(target, context));
            return database;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static String purpose(TargetSettings target, StepContext context) {
        return "rehearsal of migration %s on %s, dispatch %s"
                .formatted(context.key().migration(), target, context.dispatch());
    }

    private void create(JdbcDatabaseOptions options, String purpose) {
        try {
            server.create(name, options, purpose);
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(RuntimeException failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    ScratchName name() {
        return name;
    }

    /** The settings of the target, with the address of the copy. */
    TargetSettings settings() {
        return settings;
    }

    /** Drops the database. */
    @Override
    public void close() {
        try (server) {
            dropAndRelease();
        }
    }

    private void dropAndRelease() {
        try {
            server.drop(name);
        } finally {
            server.release(lock, name);
        }
    }
}
