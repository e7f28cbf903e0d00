package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import java.util.Set;

/** Runs the executor contract on the in-memory store; the workers run the same contract on real servers. */
class InMemoryIncrementTest extends StepExecutorContract {
    private static final int UNITS = 11;
    private static final long SUM_AFTER = UNITS * (UNITS - 1) / 2 + UNITS;

    @Override
    protected StepOperation operation() {
        return InMemoryIncrement.OPERATION;
    }

    @Override
    protected ContractStore freshStore() {
        return new InMemoryStore(UNITS);
    }

    @Override
    protected long changed() {
        return UNITS;
    }

    @Override
    protected Verification check() {
        return new Verification(
                null,
                new Verification.Count.Documents("units", InMemoryIncrement.OPERATION.filter()),
                null,
                SUM_AFTER,
                null);
    }

    @Override
    protected Set<String> failpoints() {
        return Set.of("memory.apply.before-unit", "memory.compensate.before-unit");
    }
}
