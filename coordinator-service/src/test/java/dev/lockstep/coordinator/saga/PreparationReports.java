package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import java.util.List;
import java.util.function.Function;

/** Reports of workers on what comes before the first apply. */
final class PreparationReports {
    private PreparationReports() {}

    /** A rehearsal of this step and the later ones on its target that has passed. */
    static ScenarioCommand rehearsed(String step) {
        return ScenarioCommand.handleReport(step, header -> new Report.Rehearsed(header, StepOutcomes.rehearsal()));
    }

    /** A dry run in which this step and the later ones on its target would succeed. */
    static ScenarioCommand tried(String step) {
        return (state, context) -> triedAs(AwaitedSteps.onTargetOf(state, step), StepOutcomes::passed)
                .build(state, context);
    }

    /** A dry run in which this step and the later ones on its target would fail. */
    static ScenarioCommand triedInVain(String step) {
        return (state, context) -> triedAs(AwaitedSteps.onTargetOf(state, step), StepOutcomes::failed)
                .build(state, context);
    }

    /** A dry run of these steps; the first one has the dispatch. */
    static ScenarioCommand triedAs(List<String> steps, Function<String, DryRunOutcome> outcome) {
        return ScenarioCommand.handleReport(
                steps.getFirst(),
                header -> new Report.DryRun(header, steps.stream().map(outcome).toList()));
    }

    /** A backup of what this step and the later ones on its target touch. */
    static ScenarioCommand backedUp(String step) {
        return ScenarioCommand.handleReport(step, header -> new Report.BackedUp(header, StepOutcomes.backup()));
    }

    /** A restore, for which no saga waits. */
    static ScenarioCommand restored(String step) {
        return ScenarioCommand.handleReport(
                step,
                header -> new Report.Restored(header, new RestoreResult(false, 1, 0, 0, 0, null, null, null, null)));
    }
}
