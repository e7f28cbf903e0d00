package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.unit.RedisUnitEngine;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;

/** Changes every matching key, and restores each key that no application has changed since. */
public final class RedisTransformExecutor implements StepExecutor<RedisTransform> {
    private final RedisUnitEngine engine;

    public RedisTransformExecutor(RedisUnitEngine engine) {
        this.engine = engine;
    }

    @Override
    public Class<RedisTransform> operation() {
        return RedisTransform.class;
    }

    @Override
    public StepOutcome preflight(RedisTransform operation, StepContext context) {
        TransformPreflight.check(operation);
        return new StepOutcome.Succeeded(engine.preflight(new TransformPlanner(operation)));
    }

    @Override
    public StepOutcome apply(RedisTransform operation, StepContext context) {
        return new StepOutcome.Succeeded(engine.apply(new TransformPlanner(operation), context));
    }

    @Override
    public StepOutcome compensate(RedisTransform operation, StepContext context) {
        return new StepOutcome.Compensated(engine.compensate(new TransformPlanner(operation), context));
    }

    /** Deletes the sources. */
    @Override
    public StepOutcome finish(RedisTransform operation, StepContext context) {
        return new StepOutcome.Succeeded(engine.finish(new TransformPlanner(operation), context));
    }

    @Override
    public long erase(RedisTransform operation, String unit, StepContext context) {
        return engine.erase(new TransformPlanner(operation), unit, context);
    }
}
