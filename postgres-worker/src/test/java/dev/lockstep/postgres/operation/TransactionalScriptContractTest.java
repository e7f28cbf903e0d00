package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

/** Runs the contract with the PostgreSQL step of {@code examples/sop.yaml}. */
class TransactionalScriptContractTest extends StepExecutorContract {
    static final PostgresSql OPERATION = new PostgresSql(
            "2025.10.08.1",
            """
            ALTER TABLE exercises ADD COLUMN difficulty_level integer;
            UPDATE exercises SET difficulty_level = 5 WHERE difficulty_level IS NULL;
            ALTER TABLE exercises ALTER COLUMN difficulty_level SET NOT NULL;
            CREATE INDEX idx_exercises_difficulty ON exercises (difficulty_level);
            """,
            """
            DROP INDEX idx_exercises_difficulty;
            ALTER TABLE exercises DROP COLUMN difficulty_level;
            """);

    @Override
    protected StepOperation operation() {
        return OPERATION;
    }

    @Override
    protected ContractStore freshStore() {
        return new PostgresContractStore();
    }

    /** Every row and four catalog objects: the column, its NOT NULL constraint, the index and the column order. */
    @Override
    protected long changed() {
        return PostgresContractStore.EXERCISE_COUNT + 4;
    }

    @Override
    protected Verification check() {
        return new Verification(
                "SELECT count(*) FROM pg_attribute WHERE attname = 'difficulty_level' AND attnotnull",
                null,
                null,
                1L,
                null);
    }

    @Override
    protected Set<String> failpoints() {
        return Set.of(
                "postgres.sql.before-script",
                "postgres.sql.after-script",
                "postgres.sql.after-commit",
                "postgres.sql.before-down",
                "postgres.sql.after-down",
                "postgres.sql.after-down-commit");
    }
}
