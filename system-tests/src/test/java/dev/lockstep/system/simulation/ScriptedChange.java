package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.Store.Mark;
import dev.lockstep.system.simulation.Troubles.Trouble;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes each unit with one script that compares the fence and writes the mark. Its finish removes old units. */
final class ScriptedChange<O extends RedisOperation> implements StepExecutor<O> {
    private final Class<O> type;
    private final StoreConnection connection;
    private final Undoing undoing;

    ScriptedChange(Class<O> type, StoreConnection connection) {
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
        List<String> units = Units.of(context.key(), connection.store());
        for (int done = 0; done < units.size(); done++) {
            failIfInjected(context, done);
            script(units.get(done), context, Direction.APPLY);
            context.progress(new Progress(done + 1, (long) units.size()));
        }
        return new StepOutcome.Applied(undoing.changed(context));
    }

    @Override
    public StepOutcome compensate(O operation, StepContext context) {
        undoing.failIfInjected(Trouble.COMPENSATION_FAILS, context, Effect.PARTIAL);
        for (String unit : undoing.marked(context)) {
            connection.reach();
            connection.demandFence(context.dispatch());
            undoing.restore(context, unit);
            context.checkpoint();
        }
        return new StepOutcome.Compensated(undoing.result(context));
    }

    @Override
    public StepOutcome finish(O operation, StepContext context) {
        undoing.failIfInjected(Trouble.FINISH_FAILS, context, Effect.NONE);
        for (String unit : Units.oldOf(context.key().step())) {
            script(unit, context, Direction.FINISH);
            context.checkpoint();
        }
        return new StepOutcome.Applied(undoing.changed(context));
    }

    private void failIfInjected(StepContext context, int done) {
        if (done == 0) {
            undoing.failIfInjected(Trouble.APPLY_FAILS, context, Effect.NONE);
        } else {
            undoing.failIfInjected(Trouble.APPLY_FAILS_HALF_WAY, context, Effect.PARTIAL);
        }
    }

    private void script(String unit, StepContext context, Direction direction) {
        connection.reach();
        connection.demandFence(context.dispatch());
        Store store = connection.store();
        if (!store.marks(context.key()).containsKey(unit)) {
            @Nullable Long found = store.units().get(unit);
            @Nullable Long next = direction == Direction.APPLY ? Undoing.added(found) : null;
            store.marks(context.key()).put(unit, new Mark(found, next, Mark.Progress.DONE));
            store.change(context.key(), unit, direction, context.dispatch(), next, connection.caller());
        }
    }
}
