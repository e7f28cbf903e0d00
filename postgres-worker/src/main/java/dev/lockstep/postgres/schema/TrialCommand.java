package dev.lockstep.postgres.schema;

import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import java.util.List;

/** The commands of a trial. Their texts come from a file, so everything that the catalog does not print is refused. */
final class TrialCommand {
    /** The beginnings of all statements that the catalog queries and this package write. */
    private static final List<String[]> BEGINNINGS = List.of(
                    "CREATE SCHEMA",
                    "CREATE TYPE",
                    "CREATE DOMAIN",
                    "CREATE TABLE",
                    "CREATE UNLOGGED TABLE",
                    "CREATE TEMPORARY TABLE",
                    "CREATE VIEW",
                    "CREATE OR REPLACE VIEW",
                    "CREATE TEMPORARY VIEW",
                    "CREATE MATERIALIZED VIEW",
                    "CREATE INDEX",
                    "CREATE UNIQUE INDEX",
                    "CREATE SEQUENCE",
                    "CREATE TRIGGER",
                    "CREATE CONSTRAINT TRIGGER",
                    "CREATE RULE",
                    "CREATE POLICY",
                    "CREATE STATISTICS",
                    "CREATE OR REPLACE FUNCTION",
                    "CREATE OR REPLACE PROCEDURE",
                    "ALTER SCHEMA",
                    "ALTER TYPE",
                    "ALTER DOMAIN",
                    "ALTER TABLE",
                    "ALTER VIEW",
                    "ALTER MATERIALIZED VIEW",
                    "ALTER INDEX",
                    "ALTER SEQUENCE",
                    "ALTER STATISTICS",
                    "ALTER ROUTINE",
                    "ALTER PUBLICATION",
                    "DROP SCHEMA",
                    "DROP EXTENSION",
                    "DROP TYPE",
                    "DROP DOMAIN",
                    "DROP TABLE",
                    "DROP VIEW",
                    "DROP MATERIALIZED VIEW",
                    "DROP INDEX",
                    "DROP SEQUENCE",
                    "DROP TRIGGER",
                    "DROP RULE",
                    "DROP POLICY",
                    "DROP STATISTICS",
                    "DROP ROUTINE",
                    "COMMENT ON",
                    "GRANT",
                    "REVOKE")
            .stream()
            .map(beginning -> beginning.split(" "))
            .toList();

    private TrialCommand() {}

    /**
     * The text of the only statement, without comments before and after it.
     *
     * @throws OperationFailed if the text is something else than one statement that changes a definition
     */
    static String of(String sql) {
        SqlScript parsed = SqlScript.parse(sql);
        if (!parsed.violations().isEmpty()
                || parsed.statements().size() != 1
                || !isPermitted(parsed.statements().getFirst())) {
            throw OperationFailed.withoutEffect(
                    "schema-statement-refused",
                    "the definitions have a text that is not one statement that creates, alters, drops or comments an"
                            + " object, or grants or revokes a privilege: " + sql);
        }
        return parsed.statements().getFirst().text();
    }

    private static boolean isPermitted(SqlStatement statement) {
        return statement.placement() instanceof SqlPlacement.InTransaction
                && BEGINNINGS.stream().anyMatch(statement::startsWithKeywords);
    }
}
