package dev.lockstep.stack.postgres;

import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.server.LocalServerProcess;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A PostgreSQL server: its administrator's connection, and methods that create databases and users. */
public final class PostgresServer extends Server {

    public static final String SUPERUSER = "lockstep";
    public static final String PASSWORD = "lockstep";
    public static final String ADMIN_DATABASE = "postgres";

    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String DUPLICATE_ROLE = "42710";

    public PostgresServer(ServerProcess process) {
        super(process, ServerKind.POSTGRES);
    }

    public static PostgresServer local(
            ServerDirectory directory, int port, ProcessLifetime lifetime, Durability durability) {
        return local(directory, port, lifetime, durability, List.of());
    }

    /**
     * Creates a server with more settings.
     *
     * @param settings settings of the form {@code name=value}
     */
    public static PostgresServer local(
            ServerDirectory directory,
            int port,
            ProcessLifetime lifetime,
            Durability durability,
            List<String> settings) {
        return new PostgresServer(
                new LocalServerProcess(new PostgresProgram(durability, settings), directory, port, lifetime));
    }

    /** The administrator's connection to database {@value #ADMIN_DATABASE}. */
    public PostgresDatabase admin() {
        return database(ADMIN_DATABASE, SUPERUSER, PASSWORD);
    }

    /** Creates a database and its owner. Does not change a database or user that exists. */
    public PostgresDatabase createDatabase(String name, String owner, String password) {
        runAs(admin(), createRole(owner, password));
        runAs(admin(), "CREATE DATABASE " + quoted(name) + " OWNER " + quoted(owner));
        return database(name, owner, password);
    }

    /** Creates a user who may read all present and future tables of schema {@code public} but not write them. */
    public PostgresDatabase createReader(PostgresDatabase database, String user, String password) {
        runAs(admin(), createRole(user, password));
        List.of(
                        "GRANT USAGE ON SCHEMA public TO " + quoted(user),
                        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + quoted(user),
                        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO " + quoted(user))
                .forEach(statement -> runAs(database, statement));
        return database.as(user, password);
    }

    /** Lets a user create databases, as rehearsals do. */
    public void allowRehearsals(String user) {
        runAs(admin(), "ALTER ROLE " + quoted(user) + " CREATEDB");
    }

    public void dropDatabase(String name) {
        runAs(admin(), "DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    }

    /** Returns address and credentials of a database. Does not check that database and user exist. */
    public PostgresDatabase database(String name, String user, String password) {
        return new PostgresDatabase(name, "jdbc:postgresql://" + address() + "/" + name, user, password);
    }

    private static String createRole(String user, String password) {
        return "CREATE ROLE " + quoted(user) + " LOGIN PASSWORD '" + password.replace("'", "''") + "'";
    }

    private static void runAs(PostgresDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (!DUPLICATE_DATABASE.equals(e.getSQLState()) && !DUPLICATE_ROLE.equals(e.getSQLState())) {
                throw new IllegalStateException("PostgreSQL refused: " + sql, e);
            }
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
