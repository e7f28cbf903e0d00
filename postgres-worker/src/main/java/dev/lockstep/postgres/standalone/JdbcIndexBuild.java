package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.standalone.JdbcIndexes.State;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;
import org.springframework.dao.DataAccessException;

/** Creates and drops indexes concurrently, from the point where an earlier attempt stopped. */
public final class JdbcIndexBuild {
    private final JdbcDispatchSession session;
    private final JdbcIndexes indexes;

    public JdbcIndexBuild(JdbcDispatchSession session) {
        this.session = session;
        this.indexes = new JdbcIndexes(session.jdbc());
    }

    /**
     * Returns once the index is valid. An invalid index of this name is dropped first; a valid one is kept.
     *
     * @param name the qualified name that the index will have
     * @param statement {@code CREATE INDEX CONCURRENTLY}
     */
    public void create(String name, String statement) {
        session.removeLockTimeout();
        dropIfInvalid(name);
        if (indexes.state(name) == State.ABSENT) {
            try (JdbcIndexProgress _ = JdbcIndexProgress.start(session)) {
                run(statement);
            }
        }
        State state = indexes.state(name);
        if (state != State.VALID) {
            throw OperationFailed.withPartialEffect(
                    "index-not-valid", "after CREATE INDEX, index %s is %s; VALID is expected".formatted(name, state));
        }
    }

    /** The same; if the build fails, the invalid index that it leaves is dropped before the failure is thrown. */
    public void createOrCleanUp(String name, String statement) {
        try {
            create(name, statement);
        } catch (OperationFailed failed) {
            throw cleanedUp(name, failed);
        }
    }

    private OperationFailed cleanedUp(String name, OperationFailed failed) {
        if (failed.failure() instanceof StepFailure.Unreachable) {
            return failed;
        }
        try {
            dropIfInvalid(name);
        } catch (OperationFailed | DataAccessException leftover) {
            failed.addSuppressed(leftover);
            return failed;
        }
        return failed.failure() instanceof StepFailure.Permanent(String code, String message, Effect _)
                ? new OperationFailed(StepFailure.Permanent.withoutEffect(code, message), failed)
                : failed;
    }

    /** Drops the index of this qualified name if a failed or interrupted statement has left it invalid. */
    void dropIfInvalid(String name) {
        if (indexes.state(name) == State.INVALID) {
            drop(name);
        }
    }

    /** Drops the index of this qualified name. */
    public void drop(String name) {
        session.removeLockTimeout();
        run("DROP INDEX CONCURRENTLY " + name);
    }

    /** Runs a statement outside of a transaction; a failure may leave a part of its effect. */
    void run(String statement) {
        try {
            session.executeAsWritten(statement);
        } catch (DataAccessException e) {
            throw new OperationFailed(PostgresFailures.of(e, Effect.PARTIAL), e);
        }
    }
}
