package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.StepContext;

/** Applies and compensates operations document by document; every method can be repeated from any point. */
public final class MongoUnitEngine {
    private final MongoTargetDatabase database;

    public MongoUnitEngine(MongoTargetDatabase database) {
        this.database = database;
    }

    /**
     * Checks without lasting change that the operation can be applied: server, collection, journal, permissions, and a
     * plan for a sample of documents. Closes the planner.
     *
     * @throws dev.lockstep.worker.OperationFailed if it cannot
     */
    public StepResult preflight(DocumentPlanner planner, StepContext context) {
        try (planner) {
            return new MongoUnitPreflight(database, planner, context).run();
        }
    }

    /** Changes every document that the planner changes, each once. */
    public StepResult apply(DocumentPlanner planner, StepContext context) {
        UnitDispatch dispatch = UnitDispatch.of(database, planner, context);
        return dispatch.run(() -> new UnitApply(dispatch).run());
    }

    /** Restores every document of the step that no application has changed since. */
    public CompensationResult compensate(DocumentPlanner planner, StepContext context) {
        UnitDispatch dispatch = UnitDispatch.of(database, planner, context);
        return dispatch.run(() -> new UnitCompensation(dispatch).run());
    }
}
