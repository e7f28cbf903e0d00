package dev.lockstep.redis.operation;

class ExpireSetContractTest extends ExpireContract {
    ExpireSetContractTest() {
        super("'set':'1h'");
    }
}
