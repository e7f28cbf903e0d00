package dev.lockstep.postgres.target;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.worker.OperationFailed;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.transaction.TransactionSystemException;

/** What an exception of the driver means for a step, told by SQLSTATE, in the server's own words. */
public final class PostgresFailures {
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    private PostgresFailures() {}

    /** The failure of a dispatch whose transaction was rolled back. */
    public static StepFailure of(Throwable thrown) {
        return of(thrown, Effect.NONE);
    }

    /**
     * The failure of a dispatch that may have left something.
     *
     * @param effect what, if the failure is permanent
     */
    public static StepFailure of(Throwable thrown, Effect effect) {
        return find(thrown, OperationFailed.class)
                .map(OperationFailed::failure)
                .orElseGet(() -> bySqlState(thrown, effect));
    }

    private static StepFailure bySqlState(Throwable thrown, Effect effect) {
        SQLException sql = deepest(thrown);
        if (sql == null && find(thrown, SQLTransientConnectionException.class).isPresent()) {
            // The pool's own: the server did not refuse, but other dispatches have all connections.
            return new StepFailure.Transient("connections-busy", "every connection to the target is in use");
        }
        if (sql == null) {
            return find(thrown, FlywayException.class)
                    .map(refused -> byFlyway(String.valueOf(refused.getMessage()), effect))
                    .orElseGet(() -> new StepFailure.Permanent("unexpected", String.valueOf(thrown), effect));
        }
        String code = sql.getSQLState();
        return switch (Kind.of(code)) {
            case TRANSIENT -> new StepFailure.Transient(code, words(sql));
            case UNREACHABLE -> new StepFailure.Unreachable(code, words(sql));
            case PERMANENT -> new StepFailure.Permanent(code, words(sql), effect);
        };
    }

    /** Flyway has no codes; whoever else migrates under the same history will be done some time. */
    private static StepFailure byFlyway(String message, Effect effect) {
        return message.contains("acquire PostgreSQL advisory lock")
                ? new StepFailure.Transient("history-locked", message)
                : new StepFailure.Permanent("flyway-refused", message, effect);
    }

    public static boolean isLockNotAvailable(Throwable thrown) {
        SQLException sql = deepest(thrown);
        return sql != null && LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
    }

    /** Whether the connection itself is gone, so that nothing is known of what it did last. */
    public static boolean isConnectionLost(Throwable thrown) {
        SQLException sql = deepest(thrown);
        return sql != null && sql.getSQLState() != null && Kind.of(sql.getSQLState()) == Kind.UNREACHABLE;
    }

    /** The first of a kind in the chain of causes. */
    public static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        return causes(thrown).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The deepest is the driver's; what wraps it only says where it was caught. */
    private static @Nullable SQLException deepest(Throwable thrown) {
        return causes(thrown)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(sql -> sql.getSQLState() != null)
                .reduce((outer, inner) -> inner)
                .orElse(null);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, PostgresFailures::causeOf);
    }

    /** Of a rollback that failed, too, what made it necessary says more than why a lost connection cannot roll back. */
    private static @Nullable Throwable causeOf(Throwable thrown) {
        return thrown instanceof TransactionSystemException rollback
                ? rollback.getOriginalException()
                : thrown.getCause();
    }

    private static String words(SQLException sql) {
        ServerErrorMessage server = sql instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
        if (server == null) {
            return String.valueOf(sql.getMessage());
        }
        return Stream.of(
                        server.getSeverity() + ": " + server.getMessage(),
                        labelled("detail", server.getDetail()),
                        labelled("hint", server.getHint()),
                        labelled("where", server.getWhere()),
                        labelled("position", server.getPosition() == 0 ? null : "" + server.getPosition()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String labelled(String label, @Nullable String text) {
        return text == null || text.isEmpty() ? "" : label + ": " + text;
    }

    private enum Kind {
        TRANSIENT,
        UNREACHABLE,
        PERMANENT;

        static Kind of(String state) {
            return switch (state) {
                case "57P01", "57P02", "57P03", "57P05" -> UNREACHABLE; // shut down, crashed, starting up, hung up on
                case "55006", LOCK_NOT_AVAILABLE, "25P03" -> TRANSIENT; // in use, locked, idle for too long
                default -> ofClass(state);
            };
        }

        private static Kind ofClass(String state) {
            return switch (state.substring(0, Math.min(2, state.length()))) {
                case "08" -> UNREACHABLE; // connection exceptions
                case "40", "53", "58" -> TRANSIENT; // serialization and deadlocks, resources, the system below
                default -> PERMANENT;
            };
        }
    }
}
