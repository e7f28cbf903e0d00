package dev.lockstep.redis.operation;

class ExpireRemoveContractTest extends ExpireContract {
    ExpireRemoveContractTest() {
        super("'remove':true");
    }
}
