package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import org.jspecify.annotations.Nullable;

/** Commands about how running steps go on. */
final class ControlCommands {
    private ControlCommands() {}

    /** A pause that lets running scripts end. */
    static ScenarioCommand pause() {
        return (_, context) -> new SagaCommand.Pause(context, RunningScripts.FINISH);
    }

    static ScenarioCommand pauseAndCancelScripts() {
        return (_, context) -> new SagaCommand.Pause(context, RunningScripts.CANCEL);
    }

    static ScenarioCommand resume() {
        return (_, context) -> new SagaCommand.Resume(context);
    }

    static ScenarioCommand prioritise() {
        return (_, context) -> new SagaCommand.Prioritise(context);
    }

    static ScenarioCommand setRate(@Nullable Integer unitsPerSecond) {
        return (_, context) -> new SagaCommand.SetRate(context, new Pace(unitsPerSecond, null));
    }

    static ScenarioCommand setPace(@Nullable Integer unitsPerSecond, @Nullable Integer batchSize) {
        return (_, context) -> new SagaCommand.SetRate(context, new Pace(unitsPerSecond, batchSize));
    }

    /** A worker has stopped before the end of the dispatch. */
    static ScenarioCommand stopped(String step) {
        return ScenarioCommand.handleReport(step, header -> new Report.Stopped(header, Progress.NONE));
    }
}
