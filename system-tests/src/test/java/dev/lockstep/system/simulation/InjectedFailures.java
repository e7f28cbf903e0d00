package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import java.util.EnumMap;
import java.util.Map;

/**
 * Failures of steps, and steps that end their worker, that last until an operator removes their cause. There is at most
 * one per failure point.
 */
final class InjectedFailures {
    private final Map<FailurePoint, StepId> steps = new EnumMap<>(FailurePoint.class);

    /** The part of a step that fails. */
    enum FailurePoint {
        PREFLIGHT,
        REHEARSAL,
        DRY_RUN,
        BACKUP,
        START_OF_APPLY,
        MIDDLE_OF_APPLY,
        CHECK,
        FINISH,
        COMPENSATION,
        /** The worker ends after it has accepted the dispatch. */
        WORKER_IN_APPLY,
        WORKER_IN_COMPENSATION
    }

    void inject(FailurePoint point, StepId step) {
        steps.put(point, step);
    }

    boolean isInjected(FailurePoint point, StepId step) {
        return step.equals(steps.get(point));
    }

    void remove(FailurePoint point) {
        steps.remove(point);
    }
}
