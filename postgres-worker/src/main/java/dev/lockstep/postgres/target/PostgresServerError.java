package dev.lockstep.postgres.target;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * An error of the server or the driver. Its kind depends on the SQLSTATE. Where one SQLSTATE has causes of different
 * kinds, it depends also on the server's routine that reported it, because messages are translated and routines are not.
 *
 * @param state the SQLSTATE
 * @param routine the C function of the server that reported the error; empty for errors of the driver
 * @param schema the schema of the object that the error names; empty if it names none
 * @param text the message without detail, hint and context
 */
record PostgresServerError(String state, String routine, String schema, String text) {
    /** Errors that the session's own statements cause, so a retry has the same result. */
    private static final Set<String> OWN_OBJECT_IN_USE = Set.of("CheckTableNotInUse", "DropRole", "RenameRole");

    /** Errors of a table or disk limit of one session, which a retry reaches again. */
    private static final Set<String> OWN_CONFIGURATION_LIMIT = Set.of("FileWrite", "FileWriteV");

    /** Errors of a server that must be vacuumed before it assigns transaction ids again. */
    private static final Set<String> WRAPAROUND = Set.of("GetNewTransactionId", "GetNewMultiXactId");

    private static final String CACHED_PLAN = "RevalidateCachedQuery";

    /** Internal errors are not translated. These occur if another session changes the same catalog rows. */
    private static final Set<String> CONCURRENT_DDL =
            Set.of("tuple concurrently ", "cache lookup failed for ", "could not open relation with OID ");

    static PostgresServerError of(SQLException thrown) {
        ServerErrorMessage server = messageOf(thrown);
        return new PostgresServerError(
                String.valueOf(thrown.getSQLState()),
                server == null || server.getRoutine() == null ? "" : server.getRoutine(),
                server == null || server.getSchema() == null ? "" : server.getSchema(),
                server == null ? "" : String.valueOf(server.getMessage()));
    }

    enum Kind {
        TRANSIENT,
        UNREACHABLE,
        PERMANENT
    }

    Kind kind() {
        return switch (state) {
            case "57P01", "57P02", "57P03" -> Kind.UNREACHABLE; // shutdown, crash, starting up
            // The server ended the connection because of a time limit of the session; it accepts other connections.
            case "25P03", "25P04", "57P05" -> Kind.TRANSIENT;
            case "55P03" -> Kind.TRANSIENT;
            case "55006" -> ownIf(OWN_OBJECT_IN_USE.contains(routine));
            case "53400" -> ownIf(OWN_CONFIGURATION_LIMIT.contains(routine));
            case "54000" -> ownIf(!WRAPAROUND.contains(routine));
            case "0A000" -> ownIf(!routine.equals(CACHED_PLAN));
            // A concurrent transaction has created the same object; with IF NOT EXISTS a retry finds it.
            case "23505" -> ownIf(!schema.equals("pg_catalog"));
            case "XX000" -> ownIf(CONCURRENT_DDL.stream().noneMatch(text::startsWith));
            case "40002", "58P01", "58P02" -> Kind.PERMANENT; // constraint violation, no such file, file exists
            case "HV00N" -> Kind.TRANSIENT; // a foreign server cannot be reached
            default -> kindOfClass();
        };
    }

    private static Kind ownIf(boolean causedByOwnSession) {
        return causedByOwnSession ? Kind.PERMANENT : Kind.TRANSIENT;
    }

    private Kind kindOfClass() {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08" -> Kind.UNREACHABLE; // connection exceptions
            case "40", "53", "58" -> Kind.TRANSIENT; // rollbacks such as deadlocks, resources, system errors
            default -> Kind.PERMANENT;
        };
    }

    static @Nullable ServerErrorMessage messageOf(SQLException thrown) {
        return thrown instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    }
}
