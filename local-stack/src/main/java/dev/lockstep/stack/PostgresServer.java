package dev.lockstep.stack;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A PostgreSQL server; what it has acknowledged it has, whatever happens to its process. */
public final class PostgresServer extends StackServer {

    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String DUPLICATE_ROLE = "42710";

    PostgresServer(ServerProcess process) {
        super(process, ServerKind.POSTGRES);
    }

    /** The administrator, in the database that every server has. */
    public PostgresDatabase admin() {
        return database(PostgresEngine.ADMIN_DATABASE, PostgresEngine.SUPERUSER, PostgresEngine.PASSWORD);
    }

    /** Creates a database owned by a new user of this name; what exists already stays as it is. */
    public PostgresDatabase createDatabase(String name, String owner, String password) {
        runAs(admin(), createRole(owner, password));
        runAs(admin(), "CREATE DATABASE " + quoted(name) + " OWNER " + quoted(owner));
        return database(name, owner, password);
    }

    /** Creates a user who may read all there is and will be in the database's public schema, and change nothing. */
    public PostgresDatabase createReader(PostgresDatabase database, String user, String password) {
        runAs(admin(), createRole(user, password));
        List.of(
                        "GRANT USAGE ON SCHEMA public TO " + quoted(user),
                        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + quoted(user),
                        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO " + quoted(user))
                .forEach(statement -> runAs(database, statement));
        return database.as(user, password);
    }

    public void dropDatabase(String name) {
        runAs(admin(), "DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    }

    /** A database of this server as this user; whether they exist is not asked. */
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
