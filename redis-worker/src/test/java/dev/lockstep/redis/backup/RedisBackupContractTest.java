package dev.lockstep.redis.backup;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.redis.fixture.RedisContractStore;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.backup.BackupContract;

class RedisBackupContractTest extends BackupContract<RedisContractStore> {
    @Override
    protected RedisContractStore freshStore() {
        return new RedisContractStore(redis -> redis.seedObjects(30));
    }

    @Override
    protected StepOperation operation() {
        return Transforms.move("'source':'delete'");
    }

    @Override
    protected String failpoint() {
        return "redis.restore.before-batch";
    }

    @Override
    protected void writeByApplication(RedisContractStore written) {
        written.redis().call("SET", "a:1", "written by an application");
    }
}
