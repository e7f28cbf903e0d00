package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.store.MongoStore;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;
import java.util.function.Function;

/** {@code mongo.update}: changes every document that matches, once, and puts back each that nobody changed since. */
public final class MongoUpdateExecutor implements StepExecutor<MongoUpdate> {
    private final MongoStore store;

    public MongoUpdateExecutor(MongoStore store) {
        this.store = store;
    }

    @Override
    public Class<MongoUpdate> operation() {
        return MongoUpdate.class;
    }

    @Override
    public StepOutcome preflight(MongoUpdate operation, StepContext context) {
        return read(operation, update -> new MongoPreflight(store, update, context).run());
    }

    @Override
    public StepOutcome apply(MongoUpdate operation, StepContext context) {
        return read(operation, update -> {
            UpdateSite site = UpdateSite.of(store, update, context);
            return site.tidily(() -> new StepOutcome.Applied(new ApplyRun(site).run()));
        });
    }

    @Override
    public StepOutcome compensate(MongoUpdate operation, StepContext context) {
        return read(operation, update -> {
            UpdateSite site = UpdateSite.of(store, update, context);
            return site.tidily(() -> new StepOutcome.Compensated(new CompensateRun(site).run()));
        });
    }

    /** Nothing of this operation waits for the other steps. */
    @Override
    public StepOutcome finish(MongoUpdate operation, StepContext context) {
        return new StepOutcome.Applied(StepResult.NOTHING);
    }

    private static StepOutcome read(MongoUpdate operation, Function<ParsedUpdate, StepOutcome> work) {
        return switch (ParsedUpdate.of(operation)) {
            case UpdateReading.Refused refused -> throw new OperationFailed(refused.failure());
            case ParsedUpdate update -> answered(update, work);
        };
    }

    private static StepOutcome answered(ParsedUpdate update, Function<ParsedUpdate, StepOutcome> work) {
        try {
            return work.apply(update);
        } catch (UnitRefused refused) {
            throw new OperationFailed(refused.failure());
        }
    }
}
