package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.MongoUnitEngine;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;

/**
 * Renames a field in every matching document once ({@code mongo.rename-field}), and restores each document whose
 * renamed top-level fields no application has changed after the step.
 */
public final class MongoRenameFieldExecutor implements StepExecutor<MongoRenameField> {
    private final MongoTargetDatabase database;
    private final MongoUnitEngine engine;

    public MongoRenameFieldExecutor(MongoTargetDatabase database) {
        this.database = database;
        this.engine = new MongoUnitEngine(database);
    }

    @Override
    public Class<MongoRenameField> operation() {
        return MongoRenameField.class;
    }

    @Override
    public StepOutcome preflight(MongoRenameField operation, StepContext context) {
        RenameFieldPlanner planner = RenameFieldPlanner.of(operation);
        StepResult result = engine.preflight(planner, context);
        new MongoRenameFieldCheck(database, planner).run();
        return new StepOutcome.Succeeded(result);
    }

    @Override
    public StepOutcome apply(MongoRenameField operation, StepContext context) {
        return new StepOutcome.Succeeded(engine.apply(RenameFieldPlanner.of(operation), context));
    }

    @Override
    public StepOutcome compensate(MongoRenameField operation, StepContext context) {
        return new StepOutcome.Compensated(engine.compensate(RenameFieldPlanner.of(operation), context));
    }

    /** Does nothing: the operation needs no finish. */
    @Override
    public StepOutcome finish(MongoRenameField operation, StepContext context) {
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public long erase(MongoRenameField operation, String unit, StepContext context) {
        return engine.erase(operation.collection(), unit, context);
    }
}
