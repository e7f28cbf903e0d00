package dev.lockstep.postgres.operation;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.journal.JdbcDispatchSession;
import dev.lockstep.postgres.operation.JdbcIndexes.State;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.sql.SqlStatement;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs what stands alone until the catalog says that it is so, from wherever an earlier attempt left it. */
final class JdbcStandaloneRun {
    private final JdbcDispatchSession session;
    private final JdbcIndexes indexes;

    JdbcStandaloneRun(JdbcDispatchSession session) {
        this.session = session;
        this.indexes = new JdbcIndexes(session.jdbc());
    }

    /**
     * Returns once it is so.
     *
     * @param changes what the step is known to change; an index that it drops and that is gone has been dropped
     */
    void bringAbout(SqlStatement statement, List<CatalogChange> changes) {
        switch (statement.placement()) {
            case SqlPlacement.CreatesIndex(String index, String table) -> createIndex(statement, index, table);
            case SqlPlacement.DropsIndex(String index) -> dropIndex(statement, index, changes);
            case SqlPlacement.Maintains() -> run(statement);
            case SqlPlacement.InTransaction() -> throw new IllegalArgumentException("it stands with others");
            case SqlPlacement.Refused(String reason, String hint) -> throw new IllegalArgumentException(reason);
        }
    }

    /** Drops the indexes among these that an interrupted statement left invalid. */
    void clear(List<CatalogChange> changes) {
        waitForOldTransactions();
        changes.stream()
                .map(CatalogChange::object)
                .filter(object -> object.startsWith(CatalogChange.INDEX))
                .map(object -> object.substring(CatalogChange.INDEX.length()))
                .forEach(indexes::dropIfInvalid);
    }

    private void createIndex(SqlStatement statement, String index, String table) {
        waitForOldTransactions();
        String name = indexes.nameOn(table, index).orElse(index);
        indexes.dropIfInvalid(name);
        if (indexes.state(name) == State.ABSENT) {
            run(statement);
        }
        if (indexes.state(name) != State.VALID) {
            throw new OperationFailed(new StepFailure.Permanent(
                    "index-not-valid",
                    "index %s was created and the catalog has it as %s".formatted(name, indexes.state(name)),
                    Effect.PARTIAL));
        }
    }

    private void dropIndex(SqlStatement statement, String index, List<CatalogChange> changes) {
        waitForOldTransactions();
        boolean dropped = indexes.nameOf(index).isEmpty() && !changes.isEmpty();
        if (!dropped) {
            run(statement);
        }
    }

    private void run(SqlStatement statement) {
        try {
            JdbcTransactionalScript.asWritten(new JdbcTemplate(session.source()), statement.text());
        } catch (DataAccessException e) {
            throw new OperationFailed(PostgresFailures.of(e, Effect.PARTIAL), e);
        }
    }

    /** What is done concurrently queues for transactions older than itself, and lets everybody pass meanwhile. */
    private void waitForOldTransactions() {
        session.jdbc().sql("SET lock_timeout = 0").update();
    }
}
