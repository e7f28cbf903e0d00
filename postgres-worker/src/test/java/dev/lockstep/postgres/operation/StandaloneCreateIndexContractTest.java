package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

/** Runs the contract with a standalone {@code up} and a standalone {@code down}. */
class StandaloneCreateIndexContractTest extends StepExecutorContract {
    private static final PostgresSql OPERATION = new PostgresSql(
            "7",
            "CREATE INDEX CONCURRENTLY idx_exercises_type ON exercises (exercise_type)",
            "DROP INDEX CONCURRENTLY idx_exercises_type");

    @Override
    protected StepOperation operation() {
        return OPERATION;
    }

    @Override
    protected ContractStore freshStore() {
        return new PostgresContractStore();
    }

    @Override
    protected long changed() {
        return 1;
    }

    @Override
    protected Verification check() {
        return new Verification(
                "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('idx_exercises_type') AND indisvalid",
                null,
                null,
                1L,
                null);
    }

    @Override
    protected Set<String> failpoints() {
        return Set.of(
                "postgres.sql.before-statement",
                "postgres.sql.after-statement",
                "postgres.sql.after-statement-journal",
                "postgres.sql.before-down-statement",
                "postgres.sql.after-down-statement",
                "postgres.sql.after-down-statement-journal");
    }
}
