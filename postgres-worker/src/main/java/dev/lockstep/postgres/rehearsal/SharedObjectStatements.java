package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds statements that reach beyond the database: roles, tablespaces, privileges on databases, files of the server and other objects
 * that all databases of a server share. A rehearsal would change them for the target too, or leave them behind.
 */
final class SharedObjectStatements {
    private static final int MAX_SHOWN = 80;
    private static final List<String> ACTIONS = List.of("CREATE", "ALTER", "DROP");
    private static final List<String> SHARED = List.of("ROLE", "USER", "GROUP", "TABLESPACE", "SUBSCRIPTION");
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
                Stream.concat(Stream.of(sql.up()), Stream.ofNullable(sql.down()))
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
                || SHARED.stream().anyMatch(kind -> isDefinition(statement, kind))
                || statement.startsWithKeywords("ALTER", "DATABASE")
                || statement.startsWithKeywords("DROP", "OWNED")
                || statement.startsWithKeywords("REASSIGN", "OWNED")
                || DESCRIBED.stream().anyMatch(kind -> isDescription(statement, kind))
                || isGrant(statement);
    }

    private static boolean isDefinition(SqlStatement statement, String kind) {
        return ACTIONS.stream()
                .anyMatch(action -> statement.startsWithKeywords(action, kind)
                        && !statement.startsWithKeywords(action, "USER", "MAPPING"));
    }

    private static boolean isDescription(SqlStatement statement, String kind) {
        return statement.startsWithKeywords("COMMENT", "ON", kind)
                || (statement.startsWithKeywords("SECURITY", "LABEL") && statement.containsKeywords("ON", kind));
    }

    /** A grant without ON makes a role a member of another one. */
    private static boolean isGrant(SqlStatement statement) {
        return (statement.startsWithKeywords("GRANT") || statement.startsWithKeywords("REVOKE"))
                && (!statement.containsKeywords("ON")
                        || GRANTED_ON.stream().anyMatch(kind -> statement.containsKeywords("ON", kind)));
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
