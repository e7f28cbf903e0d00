package dev.lockstep.postgres.operation;

import static java.util.Objects.requireNonNull;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.postgres.journal.JdbcStepRows;
import dev.lockstep.postgres.operation.JdbcScriptRows.Script;
import dev.lockstep.postgres.operation.JdbcScriptRows.State;
import dev.lockstep.postgres.operation.JdbcScriptTransaction.Written;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.StepContext;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fence before the script and the journal after it, in the transaction that Flyway opens for it.
 *
 * <p>Flyway adds its history row behind us and commits: script, history and journal are there together or not at all.
 */
final class FlywayUpCallback implements Callback {
    private final PostgresSql operation;
    private final StepContext context;
    private final JdbcDispatchSession session;
    private final JdbcCatalog catalog;
    private final ScriptStatements statements;
    private @Nullable JdbcScriptTransaction transaction;
    private @Nullable StepResult applied;

    FlywayUpCallback(
            PostgresSql operation, JdbcDispatchSession session, JdbcCatalog catalog, ScriptStatements statements) {
        this.operation = operation;
        this.context = session.context();
        this.session = session;
        this.catalog = catalog;
        this.statements = statements;
    }

    @Override
    public String getCallbackName() {
        return "lockstep";
    }

    @Override
    public boolean supports(Event event, Context flyway) {
        return event == Event.BEFORE_EACH_MIGRATE
                || event == Event.BEFORE_EACH_MIGRATE_STATEMENT
                || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context flyway) {
        return true;
    }

    @Override
    public void handle(Event event, Context flyway) {
        if (event == Event.BEFORE_EACH_MIGRATE) {
            before(flyway);
        } else if (event == Event.AFTER_EACH_MIGRATE) {
            after();
        } else {
            statements.begin(flyway.getStatement().getSql());
        }
    }

    private void before(Context flyway) {
        if (!inTransaction(flyway)) {
            throw new IllegalStateException(
                    "Flyway runs version %s outside of a transaction of its script".formatted(operation.version()));
        }
        session.lockFence();
        transaction = JdbcScriptTransaction.begin(session, catalog);
        Failpoints.hit("postgres.sql.before-script");
    }

    private void after() {
        Written written =
                requireNonNull(transaction, "a script ends after it began").end();
        List<CatalogChange> changes = written.before().changesTo(written.after());
        RowCounts rows = written.rows();
        StepResult result = new StepResult(
                rows.total() + changes.size(), rows.named(changes.size(), statements.size()), null, null);
        JdbcScriptRows.write(
                session.jdbc(),
                context.key(),
                operation.version(),
                new Script(State.APPLIED, FlywayResource.pathOf(operation, context.key()), changes));
        JdbcStepRows.write(session.jdbc(), context.entryWith(result));
        Failpoints.hit("postgres.sql.after-script");
        applied = result;
    }

    /** What the script did; there once it has run. */
    @Nullable StepResult applied() {
        return applied;
    }

    /** On our own connection, which a fence and a journal in the same transaction need. */
    private boolean inTransaction(Context flyway) {
        try {
            return !flyway.getConnection().getAutoCommit()
                    && !session.connection().getAutoCommit();
        } catch (SQLException e) {
            throw new IllegalStateException("a connection that cannot say whether it is in a transaction", e);
        }
    }
}
