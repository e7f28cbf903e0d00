package dev.lockstep.worker;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepResult;
import java.util.function.Consumer;
import java.util.function.Function;

/** Calls the same function for every command, to test how the runner handles its result. */
record ScriptedExecutor(Function<StepContext, StepOutcome> script, Consumer<MongoUpdate> operations)
        implements StepExecutor<MongoUpdate> {
    ScriptedExecutor(Function<StepContext, StepOutcome> script) {
        this(script, _ -> {});
    }

    @Override
    public Class<MongoUpdate> operation() {
        return MongoUpdate.class;
    }

    @Override
    public StepOutcome preflight(MongoUpdate operation, StepContext context) {
        return script.apply(context);
    }

    @Override
    public StepOutcome apply(MongoUpdate operation, StepContext context) {
        operations.accept(operation);
        return script.apply(context);
    }

    @Override
    public StepOutcome compensate(MongoUpdate operation, StepContext context) {
        return script.apply(context);
    }

    @Override
    public StepOutcome finish(MongoUpdate operation, StepContext context) {
        return script.apply(context);
    }

    @Override
    public long erase(MongoUpdate operation, String unit, StepContext context) {
        return switch (script.apply(context)) {
            case StepOutcome.Succeeded(StepResult result) -> result.changed();
            case StepOutcome.Compensated _compensated ->
                throw new IllegalStateException("not the result of an erasure");
        };
    }
}
