package dev.lockstep.postgres.script;

import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlViolation;
import dev.lockstep.worker.OperationFailed;
import java.util.stream.Collectors;

/** Parses scripts of an operation. */
public final class CheckedScript {
    private CheckedScript() {}

    /**
     * Parses a script that may run.
     *
     * @param field the script's name in the operation: {@code up} or {@code down}
     * @throws OperationFailed if the script has violations
     */
    public static SqlScript parse(String field, String text) {
        SqlScript script = SqlScript.parse(text);
        if (!script.violations().isEmpty()) {
            throw OperationFailed.withoutEffect(
                    "script-refused",
                    script.violations().stream()
                            .map(SqlViolation::toString)
                            .collect(Collectors.joining("; ", field + ": ", "")));
        }
        return script;
    }
}
