package dev.lockstep.postgres.dryrun;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.PostgresFailures;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Recognizes the use of an enum value that an earlier step has added. PostgreSQL refuses a new value until it is
 * committed; an apply commits each step, a dry run does not.
 */
final class JdbcEnumValues {
    private static final String UNSAFE_NEW_ENUM_VALUE = "55P04";
    private static final String LABELS = "SELECT enumlabel::text FROM pg_catalog.pg_enum";

    private JdbcEnumValues() {}

    /** Whether the exception is about a new enum value. */
    static boolean isUnsafeUse(RuntimeException thrown) {
        return message(thrown).isPresent();
    }

    /**
     * The value that an earlier step has added; empty if the step itself has added it, so that an apply fails too. Call
     * it after the step was rolled back.
     */
    static Optional<String> findOfEarlierStep(JdbcDispatchSession session, RuntimeException thrown) {
        Set<String> added = new HashSet<>(labels(session.jdbc()));
        added.removeAll(labels(session.connections().singleStatements()));
        String message = message(thrown).orElse("");
        // The message has the label in quotes, whatever its language.
        return added.stream().filter(message::contains).findFirst();
    }

    private static Set<String> labels(JdbcClient jdbc) {
        return new HashSet<>(jdbc.sql(LABELS).query(String.class).list());
    }

    private static Optional<String> message(RuntimeException thrown) {
        return PostgresFailures.find(thrown, PSQLException.class)
                .filter(sql -> UNSAFE_NEW_ENUM_VALUE.equals(sql.getSQLState()))
                .map(PSQLException::getServerErrorMessage)
                .map(ServerErrorMessage::getMessage);
    }
}
