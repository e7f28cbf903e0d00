package dev.lockstep.postgres.dryrun;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.PostgresFailures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Recognizes the use of an enum value that an earlier step has added. PostgreSQL refuses a new value until it is
 * committed; an apply commits each step, a dry run does not.
 */
final class JdbcEnumValues {
    private static final String UNSAFE_NEW_ENUM_VALUE = "55P04";
    private static final String VALUES =
            """
            SELECT e.oid, e.enumlabel::text AS label, t.typname::text AS type
            FROM pg_catalog.pg_enum e JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid
            """;

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
        List<EnumValue> added = new ArrayList<>(values(session.jdbc()));
        added.removeAll(Set.copyOf(values(session.connections().singleStatements())));
        String message = message(thrown).orElse("");
        return added.stream()
                .filter(value -> value.isNamedIn(message))
                .map(EnumValue::label)
                .findFirst();
    }

    /** Two types can have values with the same label. */
    private record EnumValue(long oid, String label, String type) {
        private static final String QUOTE = "[\"«»„“”]";

        /** The message has the label in the quotes of its language, and the name of the type, maybe with its schema. */
        boolean isNamedIn(String message) {
            return Pattern.compile(QUOTE + Pattern.quote(label) + QUOTE)
                            .matcher(message)
                            .find()
                    && message.contains(type.replace("\"", "\"\""));
        }
    }

    private static List<EnumValue> values(JdbcClient jdbc) {
        return jdbc.sql(VALUES)
                .query((row, _) -> new EnumValue(row.getLong("oid"), row.getString("label"), row.getString("type")))
                .list();
    }

    private static Optional<String> message(RuntimeException thrown) {
        return PostgresFailures.find(thrown, PSQLException.class)
                .filter(sql -> UNSAFE_NEW_ENUM_VALUE.equals(sql.getSQLState()))
                .map(PSQLException::getServerErrorMessage)
                .map(ServerErrorMessage::getMessage);
    }
}
