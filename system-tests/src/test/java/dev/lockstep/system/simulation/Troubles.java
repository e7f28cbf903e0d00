package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import java.util.EnumMap;
import java.util.Map;

/** What is wrong with a plan or its stores by itself, until a person mends it. */
final class Troubles {
    private final Map<Trouble, StepId> troubles = new EnumMap<>(Trouble.class);

    enum Trouble {
        PREFLIGHT_FAILS,
        APPLY_FAILS,
        APPLY_FAILS_HALF_WAY,
        CHECK_IS_NOT_MET,
        FINISH_FAILS,
        COMPENSATION_FAILS
    }

    void put(Trouble trouble, StepId step) {
        troubles.put(trouble, step);
    }

    boolean has(Trouble trouble, StepId step) {
        return step.equals(troubles.get(trouble));
    }

    boolean any(Trouble trouble) {
        return troubles.containsKey(trouble);
    }

    void hint(Trouble trouble) {
        troubles.remove(trouble);
    }

    @Override
    public String toString() {
        return troubles.toString();
    }
}
