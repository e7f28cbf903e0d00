package dev.lockstep.postgres;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.journal.JdbcStepJournal;
import dev.lockstep.postgres.operation.PostgresSqlExecutor;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.postgres.target.JdbcCheckRunner;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.CheckRunner;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import java.util.List;

/** One PostgreSQL database, with all that a worker does in it. */
final class PostgresTarget implements ConnectedTarget {
    private final JdbcAccess access;
    private final StepJournal journal;
    private final List<StepExecutor<?>> executors;
    private final CheckRunner checks;

    PostgresTarget(JdbcAccess access) {
        this.access = access;
        this.journal = new JdbcStepJournal(access);
        this.executors = List.of(new PostgresSqlExecutor(access, journal));
        this.checks = new JdbcCheckRunner(access);
    }

    @Override
    public StepJournal journal() {
        return journal;
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return executors;
    }

    @Override
    public CheckRunner checks() {
        return checks;
    }

    @Override
    public String serverVersion() {
        return access.inTransaction(jdbc -> jdbc.sql("SELECT current_setting('server_version')")
                .query(String.class)
                .single());
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        return PostgresFailures.of(thrown);
    }

    @Override
    public void close() {
        access.close();
    }
}
