package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.Store.Mark;
import dev.lockstep.system.simulation.Store.Mark.Progress;
import dev.lockstep.system.simulation.Troubles.Trouble;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes all units of a step in one transaction, which holds the fence and writes the journal row too. */
final class TransactionalChange<O extends PostgresOperation> implements StepExecutor<O> {
    private final Class<O> type;
    private final StoreConnection connection;
    private final Undoing undoing;

    TransactionalChange(Class<O> type, StoreConnection connection) {
        this.type = type;
        this.connection = connection;
        this.undoing = new Undoing(connection);
    }

    @Override
    public Class<O> operation() {
        return type;
    }

    @Override
    public StepOutcome preflight(O operation, StepContext context) {
        connection.reach();
        undoing.failIfInjected(Trouble.PREFLIGHT_FAILS, context, Effect.NONE);
        return new StepOutcome.Applied(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(O operation, StepContext context) {
        connection.reach();
        undoing.failIfInjected(Trouble.APPLY_FAILS, context, Effect.NONE);
        undoing.failIfInjected(Trouble.APPLY_FAILS_HALF_WAY, context, Effect.NONE);
        context.checkpoint();
        connection.reach();
        StepResult result =
                StepResult.changed(Units.of(context.key(), connection.store()).size());
        commit(context, context.entryWith(result), () -> Units.of(context.key(), connection.store())
                .forEach(add(context)));
        return new StepOutcome.Applied(result);
    }

    @Override
    public StepOutcome compensate(O operation, StepContext context) {
        connection.reach();
        undoing.failIfInjected(Trouble.COMPENSATION_FAILS, context, Effect.NONE);
        connection.reach();
        connection.demandFence(context.dispatch());
        undoing.marked(context).forEach(unit -> undoing.restore(context, unit));
        CompensationResult result = undoing.result(context);
        connection.store().journal().write(context.key(), context.entry(), context.entryWith(result));
        connection.reach();
        return new StepOutcome.Compensated(result);
    }

    @Override
    public StepOutcome finish(O operation, StepContext context) {
        throw new IllegalStateException("nothing of it waits to be finished");
    }

    private void commit(StepContext context, JournalEntry next, Runnable work) {
        connection.demandFence(context.dispatch());
        work.run();
        connection.store().journal().write(context.key(), context.entry(), next);
        connection.reach();
    }

    private Consumer<String> add(StepContext context) {
        Store store = connection.store();
        return unit -> {
            @Nullable Long before = store.units().get(unit);
            long after = Undoing.added(before);
            store.marks(context.key()).putIfAbsent(unit, new Mark(before, after, Progress.DONE));
            store.change(context.key(), unit, Direction.APPLY, context.dispatch(), after, connection.caller());
        };
    }
}
