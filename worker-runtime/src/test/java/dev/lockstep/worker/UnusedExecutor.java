package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;

/** An executor for an operation that no test runs; a target needs one for every operation of its kind. */
record UnusedExecutor<O extends StepOperation>(Class<O> operation) implements StepExecutor<O> {
    @Override
    public StepOutcome preflight(O step, StepContext context) {
        throw unused();
    }

    @Override
    public StepOutcome apply(O step, StepContext context) {
        throw unused();
    }

    @Override
    public StepOutcome compensate(O step, StepContext context) {
        throw unused();
    }

    @Override
    public StepOutcome finish(O step, StepContext context) {
        throw unused();
    }

    @Override
    public long erase(O operation, String unit, StepContext context) {
        throw unused();
    }

    private UnsupportedOperationException unused() {
        return new UnsupportedOperationException("no test runs %s".formatted(operation.getSimpleName()));
    }
}
