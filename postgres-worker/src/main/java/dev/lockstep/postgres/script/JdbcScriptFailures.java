package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Adds the line of the script to the failure of a statement. */
final class JdbcScriptFailures {
    /** The server's context of an error in a row of COPY. */
    private static final Pattern COPY_ROW = Pattern.compile("^COPY .*?, line (\\d{1,9})");

    /** The driver closes the connection when one of these settings has a value that it does not support. */
    private static final Pattern DRIVER_SETTING = Pattern.compile("\\b(?:client_encoding|DateStyle)\\b");

    private JdbcScriptFailures() {}

    static OperationFailed of(RuntimeException thrown, ScriptStatements statements) {
        Optional<PSQLException> driver = PostgresFailures.find(thrown, PSQLException.class);
        StepFailure failure = driver.filter(JdbcScriptFailures::isSettingOfDriver)
                .<StepFailure>map(closed -> StepFailure.Permanent.withoutEffect(
                        "setting-changed", "the script changed a setting of the connection: " + closed.getMessage()))
                .orElseGet(() -> PostgresFailures.of(thrown));
        int row = driver.map(JdbcScriptFailures::rowOfCopy).orElse(0);
        return statements
                .position(row)
                .map(position -> new OperationFailed(
                        PostgresFailures.withMessage(failure, position + ": " + failure.message()), thrown))
                .orElseGet(() -> new OperationFailed(failure, thrown));
    }

    private static boolean isSettingOfDriver(PSQLException thrown) {
        return thrown.getServerErrorMessage() == null
                && DRIVER_SETTING.matcher(String.valueOf(thrown.getMessage())).find();
    }

    private static int rowOfCopy(PSQLException thrown) {
        ServerErrorMessage server = thrown.getServerErrorMessage();
        Matcher matcher = COPY_ROW.matcher(server == null ? "" : String.valueOf(server.getWhere()));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
