package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.DocumentPlanner;
import dev.lockstep.mongo.unit.MongoUnitEngine;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;

/**
 * Updates every matching document once ({@code mongo.update}), and restores each document whose updated fields no
 * application has changed after the step.
 */
public final class MongoUpdateExecutor implements StepExecutor<MongoUpdate> {
    private final MongoTargetDatabase database;
    private final MongoUnitEngine engine;

    public MongoUpdateExecutor(MongoTargetDatabase database) {
        this.database = database;
        this.engine = new MongoUnitEngine(database);
    }

    @Override
    public Class<MongoUpdate> operation() {
        return MongoUpdate.class;
    }

    @Override
    public StepOutcome preflight(MongoUpdate operation, StepContext context) {
        DocumentPlanner planner = MongoScratchPlanner.forPreflight(database, ParsedUpdate.of(operation), context);
        return new StepOutcome.Succeeded(engine.preflight(planner, context));
    }

    @Override
    public StepOutcome apply(MongoUpdate operation, StepContext context) {
        return new StepOutcome.Succeeded(engine.apply(planner(operation, context), context));
    }

    @Override
    public StepOutcome compensate(MongoUpdate operation, StepContext context) {
        return new StepOutcome.Compensated(engine.compensate(planner(operation, context), context));
    }

    /** Does nothing: the operation needs no finish. */
    @Override
    public StepOutcome finish(MongoUpdate operation, StepContext context) {
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public long erase(MongoUpdate operation, String unit, StepContext context) {
        return engine.erase(operation.collection(), unit, context);
    }

    private DocumentPlanner planner(MongoUpdate operation, StepContext context) {
        ParsedUpdate update = ParsedUpdate.of(operation);
        return ConstantUpdatePlanner.orServer(
                update, MongoScratchPlanner.forApplyOrCompensate(database, update, context));
    }
}
