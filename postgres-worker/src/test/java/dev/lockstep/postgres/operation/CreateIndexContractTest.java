package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.StepExecutorContract;
import java.util.Set;

/** Runs the contract with a unique partial index on a column and an expression. */
class CreateIndexContractTest extends StepExecutorContract {
    private static final PostgresCreateIndex OPERATION = IndexOperations.parse(
            """
            {"table": "exercises", "name": "idx_exercises_names",
             "columns": [{"column": "id", "order": "desc"}, {"expression": "lower(exercise_name_he)"}],
             "unique": true, "include": ["points_earned"], "where": "points_earned > 3", "with": {"fillfactor": 70}}""");

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
                "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('idx_exercises_names') AND indisvalid",
                null,
                null,
                1L,
                null);
    }

    @Override
    protected Set<String> failpoints() {
        return Set.of(
                "postgres.create-index.before-build",
                "postgres.create-index.after-build",
                "postgres.create-index.after-build-journal",
                "postgres.create-index.before-drop",
                "postgres.create-index.after-drop",
                "postgres.create-index.after-drop-journal");
    }
}
