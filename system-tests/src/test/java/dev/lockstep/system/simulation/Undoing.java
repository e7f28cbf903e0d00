package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.Store.Mark;
import dev.lockstep.system.simulation.Store.Mark.Progress;
import dev.lockstep.system.simulation.Troubles.Trouble;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the three kinds of stores have in common: restoring a unit only where it still is as the step left it. */
final class Undoing {
    private final StoreConnection connection;

    Undoing(StoreConnection connection) {
        this.connection = connection;
    }

    /** Throws the failure that the scenario injects at this point of the step, if it injects one. */
    void failIfInjected(Trouble trouble, StepContext context, StepFailure.Effect effect) {
        if (connection.troubles().has(trouble, context.key().step())) {
            throw new OperationFailed(new StepFailure.Permanent("injected", trouble.toString(), effect));
        }
    }

    /** The units of the step that are marked, which is what it may have changed. */
    List<String> marked(StepContext context) {
        return List.copyOf(store().marks(context.key()).keySet());
    }

    /** Puts one unit back; the caller has compared the fence. */
    void restore(StepContext context, String unit) {
        StepKey key = context.key();
        Mark mark = store().marks(key).remove(unit);
        if (mark == null) {
            return;
        }
        @Nullable Long found = store().units().get(unit);
        if (Objects.equals(found, mark.after())) {
            store().change(key, unit, Direction.COMPENSATE, context.dispatch(), mark.before(), connection.caller());
        } else if (mark.progress() == Progress.DONE || !Objects.equals(found, mark.before())) {
            store().conflicts(key).add(unit);
        }
    }

    CompensationResult result(StepContext context) {
        return new CompensationResult(0, store().conflicts(context.key()).size(), null, null, null);
    }

    StepResult changed(StepContext context) {
        return StepResult.changed(store().marks(context.key()).size());
    }

    /** What adding to a unit makes of it. */
    static long added(@Nullable Long before) {
        return (before == null ? 0 : before) + Units.ADDED;
    }

    private Store store() {
        return connection.store();
    }
}
