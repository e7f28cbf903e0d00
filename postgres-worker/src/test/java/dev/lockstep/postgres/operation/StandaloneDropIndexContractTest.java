package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

/** Runs the contract with a standalone {@code up}, which drops an index and its comment, and a transactional down. */
class StandaloneDropIndexContractTest extends StepExecutorContract {
    private static final PostgresSql OPERATION = new PostgresSql(
            "7.1",
            "DROP INDEX CONCURRENTLY \"By Points\"",
            """
            CREATE INDEX "By Points" ON exercises (points_earned DESC) WHERE points_earned > 3;
            COMMENT ON INDEX "By Points" IS 'לפי נקודות';
            """);

    @Override
    protected StepOperation operation() {
        return OPERATION;
    }

    @Override
    protected ContractStore freshStore() {
        String down = OPERATION.down();
        return down == null ? new PostgresContractStore() : new PostgresContractStore(down);
    }

    /** Two units: the index and the comment on it. */
    @Override
    protected long changed() {
        return 2;
    }

    @Override
    protected Verification check() {
        return new Verification("SELECT (to_regclass('\"By Points\"') IS NULL)::int", null, null, 1L, null);
    }

    @Override
    protected Set<String> failpoints() {
        return Set.of(
                "postgres.sql.before-statement",
                "postgres.sql.after-statement",
                "postgres.sql.after-statement-journal",
                "postgres.sql.before-down",
                "postgres.sql.after-down",
                "postgres.sql.after-down-commit");
    }
}
