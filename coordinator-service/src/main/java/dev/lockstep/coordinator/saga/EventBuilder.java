package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.plan.PlanSmokeTest;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the events of one command. Each added event changes the state on which the next one is decided. */
final class EventBuilder {
    private final SagaEvolution evolution = new SagaEvolution();
    private final List<Transition> transitions = new ArrayList<>();
    private final CommandContext context;
    private SagaState state;
    private int dispatchCount;

    EventBuilder(SagaState state, CommandContext context) {
        this.state = state;
        this.context = context;
    }

    EventBuilder add(SagaEvent event) {
        SagaState newState = evolution.evolve(state, event);
        transitions.add(new Transition(state, event, newState));
        state = newState;
        return this;
    }

    EventBuilder dispatch(StepId step, Direction direction, int attempt) {
        DispatchNumber number = context.firstDispatch().plus(dispatchCount++);
        return add(new SagaEvent.Dispatched(step, direction, number, attempt, context.at()));
    }

    /** Dispatches each of the steps for the first time in this direction. */
    EventBuilder dispatchAll(List<StepId> steps, Direction direction) {
        steps.forEach(step -> dispatch(step, direction, 1));
        return this;
    }

    /** Dispatches to all targets at the same time, which is possible because nothing is changed. */
    EventBuilder dispatchToTargets(Direction direction) {
        SagaData data = data();
        data.submitted().plan().spec().targets().stream()
                .map(target -> data.stepsOn(target).getFirst().id())
                .forEach(step -> dispatch(step, direction, 1));
        return this;
    }

    EventBuilder openRound(Action action, Actor requester, String reason) {
        return add(new SagaEvent.RoundOpened(data().round() + 1, action, requester, reason, context.at()));
    }

    private EventBuilder call(
            EndpointPurpose purpose, EndpointName endpoint, @Nullable Integer expectStatus, GateLimit within) {
        return add(new SagaEvent.EndpointCalled(nextCall(purpose, endpoint, expectStatus, within), context.at()));
    }

    EventBuilder call(PlanSmokeTest test) {
        return call(EndpointPurpose.SMOKE_TEST, test.endpoint(), test.expectStatus(), test.within());
    }

    EventBuilder enter(PlanMaintenance maintenance) {
        return call(EndpointPurpose.ENTER_MAINTENANCE, maintenance.endpoint(), null, maintenance.within());
    }

    /** The next question to an endpoint. */
    EndpointCall nextCall(
            EndpointPurpose purpose, EndpointName endpoint, @Nullable Integer expectStatus, GateLimit within) {
        return new EndpointCall(data().endpoints().calls() + 1, purpose, endpoint, expectStatus, within);
    }

    CommandContext context() {
        return context;
    }

    /** The state after the events added so far. */
    SagaState state() {
        return state;
    }

    /** The submitted plan after the events added so far. */
    SubmittedPlan submitted() {
        return new EventCheck(state, transitions.getLast().event())
                .requireState(SagaState.Submitted.class)
                .submitted();
    }

    /** The data of the state after the events added so far. The migration has started. */
    SagaData data() {
        return ((SagaState.Started) state).data();
    }

    Decision decision() {
        return new Decision.Accepted(transitions);
    }
}
