package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes each unit in one script that checks the fence and writes the unit's record. Its finish removes units. */
final class SimulatedRedisExecutor<O extends RedisOperation> implements StepExecutor<O> {
    private final Class<O> type;
    private final SimulatedStoreConnection connection;
    private final UnitOperations units;

    SimulatedRedisExecutor(Class<O> type, SimulatedStoreConnection connection) {
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
        for (int done = 0; done < names.size(); done++) {
            failIfInjected(context, done);
            runScript(names.get(done), context, Direction.APPLY);
            context.progress(new Progress(done + 1, (long) names.size()));
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
        units.failIfInjected(FailurePoint.FINISH, context, Effect.NONE);
        for (String unit : StepUnits.removedByFinishOf(context.key().step())) {
            runScript(unit, context, Direction.FINISH);
            context.checkpoint();
        }
        return new StepOutcome.Succeeded(units.stepResult(context));
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

    private void runScript(String unit, StepContext context, Direction direction) {
        connection.callStore();
        connection.ensureFence(context.dispatch());
        SimulatedStore store = connection.store();
        if (!store.unitRecords(context.key()).containsKey(unit)) {
            @Nullable Long before = store.units().get(unit);
            @Nullable Long after = direction == Direction.APPLY ? UnitOperations.incremented(before) : null;
            store.unitRecords(context.key()).put(unit, new UnitRecord(before, after, UnitRecord.Phase.DONE));
            connection.change(context, unit, direction, after);
        }
    }
}
