package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.plan.PlanSmokeTest;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.StepId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses what follows a success: the next apply; when only an irreversible step is left, or none, the next smoke test;
 * after the last apply the next finish; after that the completion.
 */
final class ApplyPlanner {
    private ApplyPlanner() {}

    /**
     * Chooses what comes before the first apply: the rehearsal and the dry run of the plan, the maintenance, the
     * backup; then the apply.
     */
    static Decision start(EventBuilder events) {
        SagaData data = events.data();
        return GateDecider.cancelIfLate(data.submitted(), events)
                .orElseGet(() -> prepare(data, data.submitted().plan().spec(), events));
    }

    private static Decision prepare(SagaData data, PlanSpec spec, EventBuilder events) {
        if (spec.rehearsal() != null && !data.stepsIn(StepState.Ready.class).isEmpty()) {
            return events.dispatchToTargets(Direction.REHEARSE).decision();
        }
        if (spec.dryRun() != null && isUntried(data)) {
            return events.dispatchToTargets(Direction.DRY_RUN).decision();
        }
        PlanMaintenance maintenance = spec.maintenance();
        if (maintenance != null && !data.endpoints().inMaintenance()) {
            return events.enter(maintenance).decision();
        }
        return spec.backup() != null && data.stepsIn(StepState.BackedUp.class).isEmpty()
                ? events.dispatchToTargets(Direction.BACKUP).decision()
                : next(events);
    }

    private static boolean isUntried(SagaData data) {
        return !data.stepsIn(StepState.Ready.class).isEmpty()
                || !data.stepsIn(StepState.Rehearsed.class).isEmpty();
    }

    static Decision next(EventBuilder events) {
        SagaData data = events.data();
        List<StepId> order = data.stepGraph().applyOrder();
        Optional<StepId> toApply = firstIn(order, id -> data.steps().get(id) instanceof StepState.Applicable);
        Optional<PlanSmokeTest> smokeTest =
                toApply.filter(id -> !data.step(id).irreversible()).isPresent()
                        ? Optional.empty()
                        : data.nextSmokeTest();
        if (smokeTest.isPresent()) {
            return events.call(smokeTest.get()).decision();
        }
        if (toApply.isPresent()) {
            return events.dispatch(toApply.get(), Direction.APPLY, 1).decision();
        }
        Optional<StepId> toFinish = firstIn(order, id -> needsFinish(data, id));
        if (toFinish.isPresent()) {
            return events.dispatch(toFinish.get(), Direction.FINISH, 1).decision();
        }
        return Endings.end(events, new SagaEvent.Completed(events.context().at()));
    }

    private static Optional<StepId> firstIn(List<StepId> order, Predicate<StepId> condition) {
        return order.stream().filter(condition).findFirst();
    }

    private static boolean needsFinish(SagaData data, StepId id) {
        return data.steps().get(id) instanceof StepState.Applied
                && data.step(id).operation().needsFinish();
    }
}
