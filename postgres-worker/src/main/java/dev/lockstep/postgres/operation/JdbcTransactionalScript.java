package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.postgres.journal.JdbcStepRows;
import dev.lockstep.postgres.operation.JdbcScriptRows.Script;
import dev.lockstep.postgres.operation.JdbcScriptTransaction.Written;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.sql.Connection;
import java.sql.Statement;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A script that runs in one transaction, together with all that is known about it. */
final class JdbcTransactionalScript {
    private final JdbcDispatchSession session;
    private final StepContext context;
    private final HistoryTable history;
    private final JdbcCatalog catalog;

    JdbcTransactionalScript(JdbcDispatchSession session, HistoryTable history) {
        this.session = session;
        this.context = session.context();
        this.history = history;
        this.catalog = new JdbcCatalog(history);
    }

    StepResult apply(PostgresSql operation, SqlScript up) {
        ScriptStatements statements = new ScriptStatements(up, context);
        FlywayUpCallback callback = new FlywayUpCallback(operation, session, catalog, statements);
        int executed = migrated(operation, statements, callback);
        Failpoints.hit("postgres.sql.after-commit");
        StepResult result = callback.applied();
        if (executed != 1 || result == null) {
            throw new OperationFailed(versionTaken(operation, executed));
        }
        return result;
    }

    /** Undoes a script that is applied; a catalog that is not as before rolls the undoing back. */
    CompensationResult compensate(Script script, SqlScript down) {
        CompensationResult result =
                session.inFencedTransaction(jdbc -> compensate(jdbc, script, new ScriptStatements(down, context)));
        Failpoints.hit("postgres.sql.after-down-commit");
        return result;
    }

    private CompensationResult compensate(JdbcClient jdbc, Script script, ScriptStatements down) {
        JdbcScriptTransaction transaction = JdbcScriptTransaction.begin(session, catalog);
        Failpoints.hit("postgres.sql.before-down");
        run(down);
        Written written = transaction.end();
        CatalogVerdict verdict = CatalogVerdict.on(script.changes(), written.before(), written.after());
        verdict.failure(Effect.NONE).ifPresent(failure -> {
            throw new OperationFailed(failure);
        });
        RowCounts rows = written.rows();
        CompensationResult result = new CompensationResult(
                rows.total() + script.changes().size(),
                0,
                null,
                rows.named(script.changes().size(), down.size()),
                verdict.statements());
        new JdbcHistoryRows(history).delete(jdbc, script.historyScript());
        JdbcScriptRows.compensated(jdbc, context.key());
        JdbcStepRows.write(jdbc, context.entryWith(result));
        Failpoints.hit("postgres.sql.after-down");
        return result;
    }

    private void run(ScriptStatements down) {
        JdbcTemplate template = new JdbcTemplate(session.source());
        try {
            for (SqlStatement statement : down.all()) {
                down.begin();
                asWritten(template, statement.text());
            }
        } catch (DispatchSuperseded superseded) {
            throw superseded;
        } catch (RuntimeException e) {
            throw down.failed(e, "down");
        }
    }

    /** Without the driver's own syntax for braces: the statement is the author's, character by character. */
    static void asWritten(JdbcTemplate template, String sql) {
        template.execute((Connection connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                return statement.execute(sql);
            }
        });
    }

    private int migrated(PostgresSql operation, ScriptStatements statements, FlywayUpCallback callback) {
        try {
            return new FlywayHistory(history, session.source())
                    .migrate(FlywayResource.of(operation, context.key()), callback);
        } catch (RuntimeException e) {
            throw statements.failed(e, "up");
        }
    }

    private StepFailure versionTaken(PostgresSql operation, int executed) {
        String stands = new JdbcHistoryRows(history)
                .find(session.jdbc(), operation.version())
                .map(row -> "; the history has " + row)
                .orElse("");
        return StepFailure.Permanent.withoutEffect(
                "version-not-run",
                "Flyway ran %d versions where it was to run exactly one, %s%s"
                        .formatted(executed, operation.version(), stands));
    }
}
