package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.OperatorActions;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The actions that a migration accepts now.
 *
 * @param frozen the freeze during which others are not possible; absent if there is none
 */
record PossibleActions(Set<Action> allowed, @Nullable String frozen) {
    /**
     * @param permitsRollback whether the contract steps of the migration have not begun, and it has its journals
     * @param freeze describes the open freeze; it is asked only for migrations that a freeze concerns
     */
    static PossibleActions of(SagaState state, boolean permitsRollback, Supplier<Optional<String>> freeze) {
        Set<Action> allowed = OperatorActions.allowed(state);
        Set<Action> starting = starting(state);
        if (!permitsRollback) {
            allowed.removeAll(starting);
        }
        starting.retainAll(allowed);
        return starting.isEmpty()
                ? new PossibleActions(allowed, null)
                : freeze.get()
                        .map(found -> without(allowed, starting, found))
                        .orElseGet(() -> new PossibleActions(allowed, null));
    }

    /** The actions by which a completed migration claims its targets again. */
    private static Set<Action> starting(SagaState state) {
        return state instanceof SagaState.RollbackRequested ? EnumSet.of(Action.APPROVE) : EnumSet.of(Action.ROLLBACK);
    }

    private static PossibleActions without(Set<Action> allowed, Set<Action> starting, String freeze) {
        Set<Action> remaining = EnumSet.copyOf(allowed);
        remaining.removeAll(starting);
        return new PossibleActions(remaining, "no rollback starts during " + freeze);
    }
}
