package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.PlanSmokeTest;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The data of a started migration.
 *
 * @param requester who requested the current round, or its rollback
 * @param identities the database that each target was bound to at preflight
 * @param endpoints how far the migration is with its endpoints
 * @param control how an operator controls the running steps
 * @param deadlines until when the migration must be completed and its running steps applied
 * @param lastDispatch the highest dispatch number used so far
 */
public record SagaData(
        SubmittedPlan submitted,
        Instant startedAt,
        int round,
        Actor requester,
        Map<TargetName, TargetIdentity> identities,
        SequencedMap<StepId, StepState> steps,
        EndpointProgress endpoints,
        RunControl control,
        Deadlines deadlines,
        DispatchNumber lastDispatch) {
    public SagaData {
        identities = Map.copyOf(identities);
        steps = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(steps));
    }

    /** The dispatches whose reports are awaited; after preflight at most one per target. */
    public SequencedMap<StepId, DispatchNumber> outstanding() {
        SequencedMap<StepId, DispatchNumber> outstanding = new LinkedHashMap<>();
        stepsIn(StepState.InProgress.class)
                .forEach((id, step) -> step.attempts().outstanding().ifPresent(number -> outstanding.put(id, number)));
        return Collections.unmodifiableSequencedMap(outstanding);
    }

    /** The steps in this state, in the order of the plan. */
    public <S extends StepState> SequencedMap<StepId, S> stepsIn(Class<S> state) {
        SequencedMap<StepId, S> matching = new LinkedHashMap<>();
        steps.forEach((id, step) -> {
            if (state.isInstance(step)) {
                matching.put(id, state.cast(step));
            }
        });
        return matching;
    }

    /** The number of conflicts in all compensated steps: units that keep the value that an application wrote. */
    public long conflicts() {
        return stepsIn(StepState.Compensated.class).values().stream()
                .mapToLong(step -> step.result().conflicts())
                .sum();
    }

    /** The steps that have, or may have, an effect in their stores. */
    public List<StepId> leftApplied() {
        return steps.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof StepState.NotApplied))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The steps that a rollback would compensate, or has still to compensate, each after those that depend on it. */
    public List<StepId> toCompensate() {
        Set<StepId> remaining = new HashSet<>(leftApplied());
        remaining.removeAll(stepsIn(StepState.Skipped.class).keySet());
        remaining.removeAll(stepsIn(StepState.Stuck.class).keySet());
        return stepGraph().applyOrder().reversed().stream()
                .filter(remaining::contains)
                .toList();
    }

    /** The irreversible step if it was dispatched to apply; the migration can then no longer be rolled back. */
    Optional<StepId> passedPivot() {
        List<StepId> leftApplied = leftApplied();
        return submitted.plan().spec().steps().stream()
                .filter(Step::irreversible)
                .map(Step::id)
                .filter(leftApplied::contains)
                .findFirst();
    }

    Step step(StepId id) {
        return submitted
                .plan()
                .spec()
                .step(id)
                .orElseThrow(() -> new NoSuchElementException("the plan has no step \"%s\"".formatted(id)));
    }

    /** The steps on the target, in the order in which they are applied. */
    List<Step> stepsOn(TargetName target) {
        return stepGraph().applyOrder().stream()
                .map(this::step)
                .filter(step -> step.target().equals(target))
                .toList();
    }

    /** Who must approve the rollback of the completed migration. */
    Optional<PlanApproval> rollbackApproval() {
        return Optional.ofNullable(submitted.plan().spec().rollback()).map(PlanRollback::approval);
    }

    /** The application that is in maintenance during this procedure. */
    Optional<PlanMaintenance> maintenance() {
        return endpoints.procedure().maintenance(submitted.plan().spec());
    }

    /** The next smoke test of this procedure; empty if all have ended. */
    Optional<PlanSmokeTest> nextSmokeTest() {
        return endpoints.procedure().smokeTests(submitted.plan().spec()).stream()
                .skip(endpoints.endedSmokeTests())
                .findFirst();
    }

    StepGraph stepGraph() {
        return new StepGraph(submitted.plan().spec());
    }

    SagaData withStep(StepId id, StepState state) {
        SequencedMap<StepId, StepState> newSteps = new LinkedHashMap<>(steps);
        newSteps.put(id, state);
        return withSteps(newSteps);
    }

    SagaData withSteps(UnaryOperator<StepState> change) {
        SequencedMap<StepId, StepState> newSteps = new LinkedHashMap<>(steps);
        newSteps.replaceAll((_id, state) -> change.apply(state));
        return withSteps(newSteps);
    }

    SagaData withIdentity(TargetName target, TargetIdentity identity) {
        Map<TargetName, TargetIdentity> newIdentities = new LinkedHashMap<>(identities);
        newIdentities.put(target, identity);
        return new SagaData(
                submitted,
                startedAt,
                round,
                requester,
                newIdentities,
                steps,
                endpoints,
                control,
                deadlines,
                lastDispatch);
    }

    SagaData withLastDispatch(DispatchNumber dispatch) {
        return new SagaData(
                submitted, startedAt, round, requester, identities, steps, endpoints, control, deadlines, dispatch);
    }

    SagaData withControl(RunControl next) {
        return new SagaData(
                submitted, startedAt, round, requester, identities, steps, endpoints, next, deadlines, lastDispatch);
    }

    SagaData withEndpoints(EndpointProgress next) {
        return new SagaData(
                submitted, startedAt, round, requester, identities, steps, next, control, deadlines, lastDispatch);
    }

    SagaData withDeadlines(Deadlines next) {
        return new SagaData(
                submitted, startedAt, round, requester, identities, steps, endpoints, control, next, lastDispatch);
    }

    SagaData withRound(int newRound, Actor newRequester) {
        return new SagaData(
                submitted,
                startedAt,
                newRound,
                newRequester,
                identities,
                steps,
                endpoints,
                control,
                deadlines,
                lastDispatch);
    }

    SagaData withRequester(Actor newRequester) {
        return withRound(round, newRequester);
    }

    private SagaData withSteps(SequencedMap<StepId, StepState> newSteps) {
        return new SagaData(
                submitted,
                startedAt,
                round,
                requester,
                identities,
                newSteps,
                endpoints,
                control,
                deadlines,
                lastDispatch);
    }
}
