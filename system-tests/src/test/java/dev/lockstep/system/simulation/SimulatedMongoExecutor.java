package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes units in batches without a transaction: first the intents, then the guarded changes, then the checkpoint. */
final class SimulatedMongoExecutor<O extends MongoOperation> implements StepExecutor<O> {
    private static final int BATCH = 2;
    private final Class<O> type;
    private final SimulatedStoreConnection connection;
    private final UnitOperations units;

    SimulatedMongoExecutor(Class<O> type, SimulatedStoreConnection connection) {
        this.type = type;
        this.connection = connection;
        this.units = new UnitOperations(connection);
    }

    @Override
    public Class<O> operation() {
        return type;
    }

    @Override
    public StepOutcome preflight(O operation, StepContext context) {
        connection.callStore();
        units.failIfInjected(FailurePoint.PREFLIGHT, context, Effect.NONE);
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(O operation, StepContext context) {
        List<String> names = StepUnits.of(context.key(), connection.store());
        for (int first = 0; first < names.size(); first += BATCH) {
            failIfInjected(context, first);
            applyBatch(names.subList(first, Math.min(first + BATCH, names.size())), context);
            context.progress(new Progress(first, (long) names.size()));
        }
        return new StepOutcome.Succeeded(units.stepResult(context));
    }

    @Override
    public StepOutcome compensate(O operation, StepContext context) {
        units.failIfInjected(FailurePoint.COMPENSATION, context, Effect.PARTIAL);
        for (String unit : units.recordedUnits(context)) {
            connection.callStore();
            connection.ensureFence(context.dispatch());
            units.restore(context, unit);
            context.checkpoint();
        }
        return new StepOutcome.Compensated(units.compensationResult(context));
    }

    @Override
    public StepOutcome finish(O operation, StepContext context) {
        throw new IllegalStateException("a MongoDB operation has no finish");
    }

    @Override
    public long erase(O operation, String unit, StepContext context) {
        connection.callStore();
        return units.erase(context, unit);
    }

    private void failIfInjected(StepContext context, int done) {
        if (done == 0) {
            units.failIfInjected(FailurePoint.START_OF_APPLY, context, Effect.NONE);
        } else {
            units.failIfInjected(FailurePoint.MIDDLE_OF_APPLY, context, Effect.PARTIAL);
        }
    }

    private void applyBatch(List<String> batch, StepContext context) {
        connection.callStore();
        connection.ensureFence(context.dispatch());
        batch.forEach(unit -> writeIntent(unit, context));
        for (String unit : batch) {
            connection.callStore();
            connection.ensureFence(context.dispatch());
            changeIfUnchanged(unit, context);
        }
        connection.callStore();
        connection.ensureFence(context.dispatch());
        batch.forEach(unit -> connection
                .store()
                .unitRecords(context.key())
                .computeIfPresent(unit, (_, unitRecord) -> unitRecord.done()));
    }

    private void writeIntent(String unit, StepContext context) {
        @Nullable Long before = connection.store().units().get(unit);
        connection
                .store()
                .unitRecords(context.key())
                .putIfAbsent(
                        unit, new UnitRecord(before, UnitOperations.incremented(before), UnitRecord.Phase.INTENDED));
    }

    private void changeIfUnchanged(String unit, StepContext context) {
        UnitRecord unitRecord = connection.store().unitRecords(context.key()).get(unit);
        if (unitRecord != null
                && unitRecord.phase() == UnitRecord.Phase.INTENDED
                && Objects.equals(connection.store().units().get(unit), unitRecord.before())) {
            connection.change(context, unit, Direction.APPLY, unitRecord.after());
        }
    }
}
