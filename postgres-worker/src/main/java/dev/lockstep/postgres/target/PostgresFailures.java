package dev.lockstep.postgres.target;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.worker.ExceptionText;
import dev.lockstep.worker.OperationFailed;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/** Classifies exceptions of the driver by SQLSTATE. Texts that can quote values of rows are left out, see {@link PostgresErrorText}. */
public final class PostgresFailures {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private PostgresFailures() {}

    /** Classifies the exception of a dispatch whose transaction was rolled back. */
    public static StepFailure of(Throwable thrown) {
        return of(thrown, Effect.NONE);
    }

    /**
     * Classifies the exception of a dispatch that may have changed something.
     *
     * @param effect the effect of a permanent failure
     */
    public static StepFailure of(Throwable thrown, Effect effect) {
        return find(thrown, OperationFailed.class)
                .map(OperationFailed::failure)
                .orElseGet(() -> bySqlState(thrown, effect));
    }

    /** The same failure with another message. */
    public static StepFailure withMessage(StepFailure failure, String message) {
        return switch (failure) {
            case StepFailure.Transient(String code, String _) -> new StepFailure.Transient(code, message);
            case StepFailure.Unreachable(String code, String _) -> new StepFailure.Unreachable(code, message);
            case StepFailure.Permanent(String code, String _, Effect effect) ->
                new StepFailure.Permanent(code, message, effect);
        };
    }

    private static StepFailure bySqlState(Throwable thrown, Effect effect) {
        SQLException sql = driverException(thrown);
        if (sql == null && find(thrown, SQLTransientConnectionException.class).isPresent()) {
            // Thrown by the pool without a server error: all its connections are in use.
            return new StepFailure.Transient("connections-busy", "every pooled connection to the target is in use");
        }
        if (sql == null) {
            return find(thrown, FlywayException.class)
                    .map(flyway -> byFlywayMessage(String.valueOf(flyway.getMessage()), effect))
                    .orElseGet(() -> new StepFailure.Permanent("unexpected", ExceptionText.of(thrown), effect));
        }
        PostgresServerError error = PostgresServerError.of(sql);
        String message = PostgresErrorText.of(sql);
        return switch (error.kind()) {
            case TRANSIENT -> new StepFailure.Transient(error.state(), message);
            case UNREACHABLE -> new StepFailure.Unreachable(error.state(), message);
            case PERMANENT -> new StepFailure.Permanent(error.state(), message, effect);
        };
    }

    /** Flyway has no error codes. If its lock is not available, another Flyway process uses the same history. */
    private static StepFailure byFlywayMessage(String message, Effect effect) {
        return message.contains("acquire PostgreSQL advisory lock")
                ? new StepFailure.Transient("history-locked", message)
                : new StepFailure.Permanent("flyway-error", message, effect);
    }

    public static boolean isLockNotAvailable(Throwable thrown) {
        SQLException sql = driverException(thrown);
        return sql != null && LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
    }

    /** Whether the connection is lost, so that the outcome of its last statement is unknown. */
    public static boolean isConnectionLost(Throwable thrown) {
        SQLException sql = driverException(thrown);
        return sql != null && PostgresServerError.of(sql).kind() == PostgresServerError.Kind.UNREACHABLE;
    }

    /** The first exception of a type in the chain of causes. */
    public static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        return causes(thrown).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The innermost SQL exception is the driver's; the others wrap it. */
    private static @Nullable SQLException driverException(Throwable thrown) {
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

    /** The cause of a failed rollback is the exception that led to the rollback. */
    private static @Nullable Throwable causeOf(Throwable thrown) {
        return thrown instanceof TransactionSystemException rollback
                ? rollback.getOriginalException()
                : thrown.getCause();
    }
}
