package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import java.util.Map;

/**
 * Decides about a pause, its end, and the rate, while steps are applied, finished or compensated.
 *
 * <p>A step in progress learns of a change from a new dispatch, which takes the step over from the one before.
 */
final class ControlDecider {
    private ControlDecider() {}

    static Decision decide(SagaState.InFlight state, SagaCommand.ControlAction action) {
        EventBuilder events = new EventBuilder(state, action.context());
        return switch (action) {
            case SagaCommand.Pause pause -> pause(state.data(), pause, events);
            case SagaCommand.Resume _c ->
                state.data().control().isPaused() ? resume(events) : ActionRefusals.notPaused();
            case SagaCommand.SetRate set -> setRate(state.data(), set, events);
        };
    }

    /** Continues a paused migration after a new dispatch of each step in progress. */
    private static Decision resume(EventBuilder events) {
        CommandContext context = events.context();
        events.add(new SagaEvent.Resumed(context.actor(), context.reason(), context.at()));
        events.data().stepsIn(StepState.InProgress.class).forEach((id, step) -> {
            if (step.attempts().isDue(context.at())) {
                events.dispatch(id, step.attempts().direction(), step.attempts().current());
            }
        });
        return events.state() instanceof SagaState.Compensating
                ? CompensationPlanner.next(events)
                : ApplyPlanner.next(events);
    }

    private static Decision pause(SagaData data, SagaCommand.Pause command, EventBuilder events) {
        Pause earlier = data.control().pause();
        if (earlier != null && (earlier.scripts() == command.scripts() || earlier.scripts() == RunningScripts.CANCEL)) {
            return ActionRefusals.alreadyPaused(earlier);
        }
        if (command.scripts() == RunningScripts.CANCEL && data.passedPivot().isPresent()) {
            return ActionRefusals.pivotNotInterruptible(data.passedPivot().get());
        }
        CommandContext context = events.context();
        events.add(new SagaEvent.Paused(context.actor(), context.reason(), command.scripts(), context.at()));
        takeOver(data, command.scripts(), StopCause.PAUSED, events);
        return events.decision();
    }

    private static Decision setRate(SagaData data, SagaCommand.SetRate command, EventBuilder events) {
        Pace pace = command.pace();
        if (data.control().pace().equals(pace)) {
            return ActionRefusals.paceUnchanged(pace);
        }
        CommandContext context = events.context();
        events.add(new SagaEvent.RateSet(
                pace.unitsPerSecond(), pace.batchSize(), context.actor(), context.reason(), context.at()));
        if (!data.control().isPaused()) {
            takeOver(data, RunningScripts.FINISH, StopCause.THROTTLED, events);
        }
        return events.decision();
    }

    private static void takeOver(SagaData data, RunningScripts scripts, StopCause cause, EventBuilder events) {
        for (Map.Entry<StepId, StepState.InProgress> entry :
                data.stepsIn(StepState.InProgress.class).entrySet()) {
            StepId id = entry.getKey();
            Attempts attempts = entry.getValue().attempts();
            boolean canStop = scripts == RunningScripts.CANCEL
                    || data.step(id).operation().isDoneUnitByUnit();
            if (canStop && attempts.outstanding().isPresent()) {
                events.add(new SagaEvent.DispatchStopped(
                        id,
                        attempts.direction(),
                        attempts.outstanding().get(),
                        cause,
                        events.context().at()));
                events.dispatch(id, attempts.direction(), attempts.current());
            }
        }
    }
}
