package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import java.util.Set;

/** Shows the contract on the simplest store that can keep it; the three real ones are judged by the same. */
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
