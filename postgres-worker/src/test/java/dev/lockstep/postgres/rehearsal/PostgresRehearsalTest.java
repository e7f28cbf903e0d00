package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.worker.rehearsal.RehearsalContract;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the contract of rehearsals with scripts, each of which has a version of its own. */
class PostgresRehearsalTest extends RehearsalContract<PostgresContractStore> {
    private static final AtomicInteger VERSION = new AtomicInteger();

    @Override
    protected PostgresContractStore freshStore() {
        PostgresContractStore store = new PostgresContractStore();
        store.postgres().allowRehearsals();
        return store;
    }

    @Override
    protected StepOperation operation() {
        return script(
                "UPDATE exercises SET points_earned = points_earned + 1",
                "UPDATE exercises SET points_earned = points_earned - 1");
    }

    @Override
    protected StepOperation failingOperation() {
        return script("UPDATE exercises SET points_earned = points_earned / 0", "SELECT 1");
    }

    private static PostgresSql script(String up, String down) {
        return new PostgresSql("1." + VERSION.incrementAndGet(), up, down);
    }

    @Override
    protected String copyFailpoint() {
        return "postgres.copy.before-table";
    }
}
