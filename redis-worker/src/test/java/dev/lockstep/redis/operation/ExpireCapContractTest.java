package dev.lockstep.redis.operation;

class ExpireCapContractTest extends ExpireContract {
    ExpireCapContractTest() {
        super("'cap':'1h'");
    }
}
