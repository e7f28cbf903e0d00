package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.unit.RedisUnitEngine;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;

/** Changes the expiry of every matching key, and restores each expiry that no application has changed since. */
public final class RedisExpireExecutor implements StepExecutor<RedisExpire> {
    private final RedisUnitEngine engine;

    public RedisExpireExecutor(RedisUnitEngine engine) {
        this.engine = engine;
    }

    @Override
    public Class<RedisExpire> operation() {
        return RedisExpire.class;
    }

    @Override
    public StepOutcome preflight(RedisExpire operation, StepContext context) {
        return new StepOutcome.Succeeded(engine.preflight(new ExpirePlanner(operation)));
    }

    @Override
    public StepOutcome apply(RedisExpire operation, StepContext context) {
        return new StepOutcome.Succeeded(engine.apply(new ExpirePlanner(operation), context));
    }

    @Override
    public StepOutcome compensate(RedisExpire operation, StepContext context) {
        return new StepOutcome.Compensated(engine.compensate(new ExpirePlanner(operation), context));
    }

    /** Does nothing: the operation needs no finish. */
    @Override
    public StepOutcome finish(RedisExpire operation, StepContext context) {
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public long erase(RedisExpire operation, String unit, StepContext context) {
        return engine.erase(new ExpirePlanner(operation), unit, context);
    }
}
