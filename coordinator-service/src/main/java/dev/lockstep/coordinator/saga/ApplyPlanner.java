package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.plan.PlanSmokeTest;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Optional;

/**
 * Chooses what follows a success: the next applies; when only an irreversible step is left, or none, the next smoke
 * test; after the last apply the next finishes; after that the completion.
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

    /** Chooses what follows; nothing while the migration is paused. */
    static Decision next(EventBuilder events) {
        if (events.data().control().isPaused()) {
            return events.decision();
        }
        events.dispatchAll(new StepSchedule(events.data()).toApply(), Direction.APPLY);
        SagaData data = events.data();
        return data.stepsIn(StepState.Applying.class).isEmpty()
                ? afterReversibleSteps(data, events)
                : events.decision();
    }

    private static Decision afterReversibleSteps(SagaData data, EventBuilder events) {
        Optional<PlanSmokeTest> smokeTest = data.nextSmokeTest();
        if (smokeTest.isPresent()) {
            return events.call(smokeTest.get()).decision();
        }
        Optional<StepId> pivot =
                data.stepsIn(StepState.Applicable.class).keySet().stream().findFirst();
        if (pivot.isPresent()) {
            return events.dispatch(pivot.get(), Direction.APPLY, 1).decision();
        }
        events.dispatchAll(new StepSchedule(data).toFinish(), Direction.FINISH);
        return events.data().stepsIn(StepState.Finishing.class).isEmpty()
                ? complete(data.submitted(), events)
                : events.decision();
    }

    private static Decision complete(SubmittedPlan submitted, EventBuilder events) {
        MigrationId contract = submitted
                .contractPart()
                .map(_plan -> LinkedChange.contractOf(submitted.migration()))
                .orElse(null);
        return Endings.end(events, new SagaEvent.Completed(events.context().at(), contract));
    }
}
