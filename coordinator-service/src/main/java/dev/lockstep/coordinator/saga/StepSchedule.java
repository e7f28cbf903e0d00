package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The steps of a migration that can be dispatched now, beside those that are in progress.
 *
 * <p>A target has one step in progress at a time, and its steps are dispatched in the same order as in a dry run and in
 * a rehearsal, also those that do not depend on each other; compensated in the reverse one. Steps on different targets
 * are dispatched at the same time as far as their dependencies allow, unless the migration was submitted to a
 * coordinator that dispatched one step after the other.
 */
final class StepSchedule {
    private final SagaData data;
    private final StepGraph graph;
    private final List<StepId> applyOrder;

    StepSchedule(SagaData data) {
        this.data = data;
        this.graph = data.stepGraph();
        this.applyOrder = graph.applyOrder();
    }

    /** The reversible steps to apply: the first of each target if all its dependencies are applied. */
    List<StepId> toApply() {
        return firstPerLane(applyOrder, this::isReversibleAndUnapplied, this::dependenciesApplied);
    }

    /** The steps to finish: the first of each target if all its dependencies are finished. */
    List<StepId> toFinish() {
        return firstPerLane(applyOrder, this::needsFinish, step -> graph.dependencies(step).stream()
                .noneMatch(dependency -> needsFinish(dependency) || isInProgress(dependency)));
    }

    /**
     * The steps to compensate: the last of each target if its dependants are compensated, were never applied, or are
     * skipped. A step that waits for a stuck one does not hold back the earlier ones on its target.
     */
    List<StepId> toCompensate() {
        Set<StepId> heldBack = heldBackByStuckSteps();
        return firstPerLane(
                applyOrder.reversed(),
                step -> data.steps().get(step) instanceof StepState.AwaitingCompensation && !heldBack.contains(step),
                step -> graph.dependants(step).stream().noneMatch(this::blocksDependencies));
    }

    private List<StepId> firstPerLane(List<StepId> order, Predicate<StepId> waits, Predicate<StepId> ready) {
        Set<String> taken = new HashSet<>();
        data.stepsIn(StepState.InProgress.class).keySet().forEach(step -> taken.add(lane(step)));
        List<StepId> first = new ArrayList<>();
        for (StepId step : order) {
            if (waits.test(step) && taken.add(lane(step)) && ready.test(step)) {
                first.add(step);
            }
        }
        return first;
    }

    /** Steps of the same lane are dispatched one after the other. */
    private String lane(StepId step) {
        return data.submitted().runsStepsInParallel() ? data.step(step).target().value() : "";
    }

    private boolean isReversibleAndUnapplied(StepId id) {
        return data.steps().get(id) instanceof StepState.Applicable
                && !data.step(id).irreversible();
    }

    private boolean dependenciesApplied(StepId step) {
        return graph.dependencies(step).stream()
                .allMatch(dependency -> data.steps().get(dependency) instanceof StepState.Applied);
    }

    private boolean needsFinish(StepId id) {
        return data.steps().get(id) instanceof StepState.Applied
                && data.step(id).operation().needsFinish();
    }

    private boolean isInProgress(StepId id) {
        return data.steps().get(id) instanceof StepState.InProgress;
    }

    private Set<StepId> heldBackByStuckSteps() {
        Set<StepId> heldBack = new HashSet<>();
        for (StepId step : applyOrder.reversed()) {
            if (graph.dependants(step).stream()
                    .anyMatch(dependant ->
                            data.steps().get(dependant) instanceof StepState.Stuck || heldBack.contains(dependant))) {
                heldBack.add(step);
            }
        }
        return heldBack;
    }

    private boolean blocksDependencies(StepId dependant) {
        StepState state = data.steps().get(dependant);
        return !(state instanceof StepState.NotApplied) && !(state instanceof StepState.Skipped);
    }
}
