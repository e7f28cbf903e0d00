package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes all units of a step in one transaction, together with the fence check and the journal row. */
final class SimulatedPostgresExecutor<O extends PostgresOperation> implements StepExecutor<O> {
    private final Class<O> type;
    private final SimulatedStoreConnection connection;
    private final UnitOperations units;

    SimulatedPostgresExecutor(Class<O> type, SimulatedStoreConnection connection) {
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
        connection.callStore();
        units.failIfInjected(FailurePoint.START_OF_APPLY, context, Effect.NONE);
        units.failIfInjected(FailurePoint.MIDDLE_OF_APPLY, context, Effect.NONE);
        context.checkpoint();
        connection.callStore();
        List<String> changed = StepUnits.of(context.key(), connection.store());
        StepResult result = StepResult.changed(changed.size());
        connection.ensureFence(context.dispatch());
        changed.forEach(unit -> increment(context, unit));
        connection.store().journal().write(context.key(), context.entry(), context.entryWith(result));
        connection.callStore();
        return new StepOutcome.Succeeded(result);
    }

    @Override
    public StepOutcome compensate(O operation, StepContext context) {
        connection.callStore();
        units.failIfInjected(FailurePoint.COMPENSATION, context, Effect.NONE);
        connection.callStore();
        connection.ensureFence(context.dispatch());
        units.recordedUnits(context).forEach(unit -> units.restore(context, unit));
        CompensationResult result = units.compensationResult(context);
        connection.store().journal().write(context.key(), context.entry(), context.entryWith(result));
        connection.callStore();
        return new StepOutcome.Compensated(result);
    }

    @Override
    public StepOutcome finish(O operation, StepContext context) {
        throw new IllegalStateException("a PostgreSQL operation has no finish");
    }

    @Override
    public long erase(O operation, String unit, StepContext context) {
        throw OperationFailed.withoutEffect("nothing-to-erase", "it stores no values of unit " + unit);
    }

    private void increment(StepContext context, String unit) {
        @Nullable Long before = connection.store().units().get(unit);
        long after = UnitOperations.incremented(before);
        connection
                .store()
                .unitRecords(context.key())
                .putIfAbsent(unit, new UnitRecord(before, after, UnitRecord.Phase.DONE));
        connection.change(context, unit, Direction.APPLY, after);
    }
}
