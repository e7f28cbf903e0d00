package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.ArrayList;
import java.util.List;

/** What one command makes happen, event by event, each decided on the state that the one before left. */
final class Unfolding {
    private final SagaEvolution evolution = new SagaEvolution();
    private final List<SagaEvent> events = new ArrayList<>();
    private final Occasion occasion;
    private SagaState state;
    private int spent;

    Unfolding(SagaState state, Occasion occasion) {
        this.state = state;
        this.occasion = occasion;
    }

    Unfolding happens(SagaEvent event) {
        state = evolution.evolve(state, event);
        events.add(event);
        return this;
    }

    Unfolding dispatched(StepId step, Direction direction, int attempt) {
        DispatchNumber number = occasion.numbers().plus(spent++);
        return happens(new SagaEvent.Dispatched(step, direction, number, attempt, occasion.at()));
    }

    Occasion occasion() {
        return occasion;
    }

    /** The book as it stands after what happened so far. */
    Run run() {
        return new Following(state, events.getLast())
                .in(SagaState.Started.class)
                .run();
    }

    Decision decision() {
        return new Decision.Happens(events);
    }
}
