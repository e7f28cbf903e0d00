package dev.lockstep.redis.operation;

class ExpireExtendContractTest extends ExpireContract {
    ExpireExtendContractTest() {
        super("'extend':'1d'");
    }
}
