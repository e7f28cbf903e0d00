package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds statements that reach beyond the database: roles, privileges on databases, files of the server and other objects
 * that all databases of a server share. A rehearsal would change them for the target too, or leave them behind.
 */
final class SharedObjectStatements {
    private static final int MAX_SHOWN = 80;
    private static final List<String> ACTIONS = List.of("CREATE", "ALTER", "DROP");
    private static final List<String> SHARED = List.of("ROLE", "USER", "GROUP", "SUBSCRIPTION");
    private static final List<String> GRANTED_ON = List.of("DATABASE", "TABLESPACE", "PARAMETER");
    private static final List<String> DESCRIBED = List.of("DATABASE", "ROLE", "TABLESPACE");

    private SharedObjectStatements() {}

    /**
     * Refuses scripts with such statements.
     *
     * @throws OperationFailed if one is found
     */
    static void refuse(List<Step> steps) {
        for (Step step : steps) {
            if (step.operation() instanceof PostgresSql sql) {
                Stream.of(Optional.of(sql.up()), Optional.ofNullable(sql.down()))
                        .flatMap(Optional::stream)
                        .flatMap(script -> SqlScript.parse(script).statements().stream())
                        .filter(SharedObjectStatements::isShared)
                        .findFirst()
                        .ifPresent(statement -> {
                            throw refusal(step.id(), statement);
                        });
            }
        }
    }

    static boolean isShared(SqlStatement statement) {
        return statement.isCopyOutsideOfDatabase()
                || isOfRole(statement)
                || statement.containsKeywords("ALTER", "DATABASE")
                || statement.containsKeywords("DROP", "OWNED")
                || statement.containsKeywords("REASSIGN", "OWNED")
                || DESCRIBED.stream().anyMatch(kind -> isDescription(statement, kind))
                || isGrant(statement);
    }

    private static boolean isOfRole(SqlStatement statement) {
        return ACTIONS.stream()
                .anyMatch(action -> SHARED.stream().anyMatch(kind -> statement.containsKeywords(action, kind))
                        && !statement.containsKeywords(action, "USER", "MAPPING"));
    }

    private static boolean isDescription(SqlStatement statement, String kind) {
        return statement.containsKeywords("COMMENT", "ON", kind)
                || (startsWith(statement, "SECURITY") && statement.containsKeywords("ON", kind));
    }

    /** A grant without ON makes a role a member of another one. */
    private static boolean isGrant(SqlStatement statement) {
        return (startsWith(statement, "GRANT") || startsWith(statement, "REVOKE"))
                && (!statement.containsKeywords("ON")
                        || GRANTED_ON.stream().anyMatch(kind -> statement.containsKeywords("ON", kind)));
    }

    private static boolean startsWith(SqlStatement statement, String keyword) {
        return statement.text().regionMatches(true, 0, keyword, 0, keyword.length())
                && statement.containsKeywords(keyword);
    }

    private static OperationFailed refusal(StepId step, SqlStatement statement) {
        String text = statement.text().split("\\R", 2)[0];
        return OperationFailed.withoutEffect(
                "rehearsal-not-contained",
                ("step %s cannot be rehearsed: «%s» changes what all databases of a server share, or a file of the server,"
                                + " and a scratch copy is only a database. Do it outside of the plan, or remove spec.rehearsal")
                        .formatted(step, text.substring(0, Math.min(text.length(), MAX_SHOWN))));
    }
}
