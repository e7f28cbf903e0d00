package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.journal.MongoUnitErasure;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.StepContext;

/**
 * Applies and compensates operations document by document. Every method can be run again after a crash at any point.
 */
public final class MongoUnitEngine {
    private final MongoTargetDatabase database;

    public MongoUnitEngine(MongoTargetDatabase database) {
        this.database = database;
    }

    /**
     * Checks that the operation can be applied: server, collection, journal, permissions, and a plan for a sample of
     * documents. Leaves no lasting change, and closes the planner.
     *
     * @throws dev.lockstep.worker.OperationFailed if the operation cannot be applied
     */
    public StepResult preflight(DocumentPlanner planner, StepContext context) {
        try (planner) {
            return new MongoUnitPreflight(database, planner, context).run();
        }
    }

    /**
     * Finds out what an apply would change. Leaves no lasting change, and closes the planner.
     *
     * @throws dev.lockstep.worker.OperationFailed if an apply, or the preflight before it, would fail
     */
    public DryRunResult dryRun(DocumentPlanner planner, StepContext context) {
        try (planner) {
            return new MongoUnitDryRun(database, planner, context).run();
        }
    }

    /** Changes every matching document once, as the planner plans it. */
    public StepResult apply(DocumentPlanner planner, StepContext context) {
        UnitDispatch dispatch = UnitDispatch.of(database, planner, context);
        return dispatch.run(() -> new UnitApplier(dispatch).run());
    }

    /**
     * Removes the values of one unit from the journal. A compensation reports the unit as a conflict.
     *
     * @param unit the document's {@code _id} as conflicts print it
     * @return the number of units whose values are removed now or were removed before
     */
    public long erase(String collection, String unit, StepContext context) {
        MongoUnitErasure erasure = new MongoUnitErasure(database, context.key(), context.entry());
        return UnitIdParser.parse(collection, unit).stream()
                .mapToLong(erasure::erase)
                .filter(erased -> erased > 0)
                .findFirst()
                .orElse(0);
    }

    /** Restores every document whose changed fields no application has changed after the step. */
    public CompensationResult compensate(DocumentPlanner planner, StepContext context) {
        UnitDispatch dispatch = UnitDispatch.of(database, planner, context);
        return dispatch.run(() -> new UnitCompensator(dispatch).run());
    }
}
