package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.MongoOperation;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes units in batches without a transaction: intended values first, guarded changes next, then the checkpoint. */
final class BatchedChange<O extends MongoOperation> implements StepExecutor<O> {
    private static final int BATCH = 2;
    private final Class<O> operation;
    private final StoreConnection connection;
    private final Undoing undoing;

    BatchedChange(Class<O> operation, StoreConnection connection) {
        this.operation = operation;
        this.connection = connection;
        this.undoing = new Undoing(connection);
    }

    @Override
    public Class<O> operation() {
        return operation;
    }

    @Override
    public StepOutcome preflight(O step, StepContext context) {
        connection.reach();
        undoing.failIfInjected(Trouble.PREFLIGHT_FAILS, context, Effect.NONE);
        return new StepOutcome.Applied(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(O step, StepContext context) {
        List<String> units = Units.of(context.key(), connection.store());
        for (int first = 0; first < units.size(); first += BATCH) {
            failIfInjected(context, first);
            apply(units.subList(first, Math.min(first + BATCH, units.size())), context);
            context.progress(new Progress(first, (long) units.size()));
        }
        return new StepOutcome.Applied(undoing.changed(context));
    }

    @Override
    public StepOutcome compensate(O step, StepContext context) {
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
    public StepOutcome finish(O step, StepContext context) {
        throw new IllegalStateException("a MongoDB operation has no finish");
    }

    private void failIfInjected(StepContext context, int done) {
        if (done == 0) {
            undoing.failIfInjected(Trouble.APPLY_FAILS, context, Effect.NONE);
        } else {
            undoing.failIfInjected(Trouble.APPLY_FAILS_HALF_WAY, context, Effect.PARTIAL);
        }
    }

    private void apply(List<String> batch, StepContext context) {
        connection.reach();
        connection.demandFence(context.dispatch());
        batch.forEach(unit -> intend(unit, context));
        for (String unit : batch) {
            connection.reach();
            connection.demandFence(context.dispatch());
            change(unit, context);
        }
        connection.reach();
        connection.demandFence(context.dispatch());
        batch.forEach(unit -> connection.store().marks(context.key()).computeIfPresent(unit, (_, mark) -> mark.done()));
    }

    private void intend(String unit, StepContext context) {
        @Nullable Long before = connection.store().units().get(unit);
        connection
                .store()
                .marks(context.key())
                .putIfAbsent(unit, new Mark(before, Undoing.added(before), Mark.Progress.INTENDED));
    }

    private void change(String unit, StepContext context) {
        Mark mark = connection.store().marks(context.key()).get(unit);
        if (mark != null
                && mark.progress() == Mark.Progress.INTENDED
                && Objects.equals(connection.store().units().get(unit), mark.before())) {
            connection
                    .store()
                    .change(
                            context.key(),
                            unit,
                            Direction.APPLY,
                            context.dispatch(),
                            mark.after(),
                            connection.caller());
        }
    }
}
