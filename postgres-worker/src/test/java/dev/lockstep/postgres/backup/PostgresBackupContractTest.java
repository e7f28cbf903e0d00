package dev.lockstep.postgres.backup;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.worker.backup.BackupContract;

class PostgresBackupContractTest extends BackupContract<PostgresContractStore> {
    @Override
    protected PostgresContractStore freshStore() {
        return new PostgresContractStore();
    }

    @Override
    protected StepOperation operation() {
        return new PostgresSql(
                "1", "UPDATE exercises SET points_earned = -1", "UPDATE exercises SET points_earned = id");
    }

    @Override
    protected String failpoint() {
        return "restore.after-verify";
    }

    @Override
    protected void writeByApplication(PostgresContractStore written) {
        written.postgres().execute("UPDATE exercises SET exercise_name = 'written by an application' WHERE id = 3");
    }
}
