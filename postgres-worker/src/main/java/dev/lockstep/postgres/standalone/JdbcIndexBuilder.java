package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.standalone.JdbcIndexes.State;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;
import org.springframework.dao.DataAccessException;

/** Creates and drops indexes concurrently, and continues after an interrupted attempt. */
public final class JdbcIndexBuilder {
    private final JdbcDispatchSession session;
    private final JdbcIndexes indexes;

    public JdbcIndexBuilder(JdbcDispatchSession session) {
        this.session = session;
        this.indexes = new JdbcIndexes(session.jdbc());
    }

    /**
     * Creates the index unless it is valid already. An invalid index of this name is dropped first.
     *
     * @param name the qualified name that the index will have
     * @param statement the {@code CREATE INDEX CONCURRENTLY} statement
     * @throws OperationFailed if the index is not valid afterwards
     */
    public void create(String name, String statement) {
        session.removeLockTimeout();
        dropIfInvalid(name);
        if (indexes.state(name) == State.ABSENT) {
            try (JdbcIndexProgress _ = JdbcIndexProgress.start(session)) {
                execute(statement);
            }
        }
        State state = indexes.state(name);
        if (state != State.VALID) {
            throw OperationFailed.withPartialEffect(
                    "index-not-valid", "index %s is %s after CREATE INDEX; expected VALID".formatted(name, state));
        }
    }

    /** Creates the index as {@link #create} does; if the build fails, drops the invalid index that remains. */
    public void createOrCleanUp(String name, String statement) {
        try {
            create(name, statement);
        } catch (OperationFailed failed) {
            throw cleanUpAfter(name, failed);
        }
    }

    private OperationFailed cleanUpAfter(String name, OperationFailed failed) {
        if (failed.failure() instanceof StepFailure.Unreachable) {
            return failed;
        }
        try {
            dropIfInvalid(name);
        } catch (OperationFailed | DataAccessException notDropped) {
            failed.addSuppressed(notDropped);
            return failed;
        }
        return failed.failure() instanceof StepFailure.Permanent(String code, String message, Effect _)
                ? new OperationFailed(StepFailure.Permanent.withoutEffect(code, message), failed)
                : failed;
    }

    /** Drops the index with this qualified name if it is invalid, as after a failed or interrupted statement. */
    void dropIfInvalid(String name) {
        if (indexes.state(name) == State.INVALID) {
            drop(name);
        }
    }

    /** Drops the index with this qualified name. */
    public void drop(String name) {
        session.removeLockTimeout();
        execute("DROP INDEX CONCURRENTLY " + name);
    }

    /** Executes a statement outside of a transaction; a failed statement may have a partial effect. */
    void execute(String statement) {
        try {
            JdbcSimpleQuery.execute(session, statement);
        } catch (DataAccessException e) {
            throw new OperationFailed(PostgresFailures.of(e, Effect.PARTIAL), e);
        }
    }
}
