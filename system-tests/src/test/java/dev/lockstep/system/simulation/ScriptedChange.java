package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.RedisTransform;
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

/** Changes each unit by one script that compares the fence and writes the mark too; its finish removes old units. */
final class ScriptedChange implements StepExecutor<RedisTransform> {
    private final StoreConnection connection;
    private final Undoing undoing;

    ScriptedChange(StoreConnection connection) {
        this.connection = connection;
        this.undoing = new Undoing(connection);
    }

    @Override
    public Class<RedisTransform> operation() {
        return RedisTransform.class;
    }

    @Override
    public StepOutcome preflight(RedisTransform operation, StepContext context) {
        connection.reach();
        undoing.failIfInjected(Trouble.PREFLIGHT_FAILS, context, Effect.NONE);
        return new StepOutcome.Applied(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(RedisTransform operation, StepContext context) {
        List<String> units = Units.of(context.key(), connection.store());
        for (int done = 0; done < units.size(); done++) {
            failIfInjected(context, done);
            script(units.get(done), context, Direction.APPLY);
            context.progress(new Progress(done + 1, (long) units.size()));
        }
        return new StepOutcome.Applied(undoing.changed(context));
    }

    @Override
    public StepOutcome compensate(RedisTransform operation, StepContext context) {
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
    public StepOutcome finish(RedisTransform operation, StepContext context) {
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
