package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one transaction changes in one migration: the transitions of all its commands, in order. */
final class MigrationChange {
    private final VersionedState before;
    private final long lastPublicEvent;
    private final Instant at;
    private final Map<TargetName, AcceptedDispatch> accepted;
    private DispatchNumber firstDispatch;
    private final List<RecordedTransition> transitions = new ArrayList<>();
    private int usedDispatches;

    /**
     * @param lastPublicEvent the sequence of the last public event before this transaction; 0 if there is none
     * @param at the time of all commands of this transaction
     * @param firstDispatch the first of {@link CommandContext#DISPATCH_NUMBERS} dispatch numbers for this transaction
     * @param accepted the last dispatch that each target of the migration has reported as accepted
     */
    MigrationChange(
            VersionedState before,
            long lastPublicEvent,
            Instant at,
            DispatchNumber firstDispatch,
            Map<TargetName, AcceptedDispatch> accepted) {
        this.before = before;
        this.lastPublicEvent = lastPublicEvent;
        this.at = at;
        this.firstDispatch = firstDispatch;
        this.accepted = accepted;
    }

    VersionedState before() {
        return before;
    }

    long lastPublicEvent() {
        return lastPublicEvent;
    }

    /** The last dispatch that each target had reported as accepted before this transaction. */
    Map<TargetName, AcceptedDispatch> accepted() {
        return accepted;
    }

    /** The state after the commands so far. */
    VersionedState current() {
        return new VersionedState(before.migration(), before.version() + transitions.size(), state());
    }

    private SagaState state() {
        return transitions.isEmpty()
                ? before.state()
                : transitions.getLast().transition().newState();
    }

    /** The context of the next command, with the dispatch numbers that no earlier command has used. */
    CommandContext context(Requester requester) {
        return new CommandContext(at, firstDispatch.plus(usedDispatches), requester.actor(), requester.reason());
    }

    /** Whether a dispatch number is left for each step of the plan, which is the most that one command uses. */
    boolean hasDispatchNumbersLeft() {
        int steps = state() instanceof SagaState.Submitted submitted
                ? submitted.steps().size()
                : 0;
        return usedDispatches == 0 || usedDispatches + steps <= CommandContext.DISPATCH_NUMBERS;
    }

    void useDispatchNumbers(DispatchNumber first) {
        firstDispatch = first;
        usedDispatches = 0;
    }

    void add(List<Transition> next, CommandContext context) {
        for (Transition transition : next) {
            transitions.add(new RecordedTransition(before.version() + transitions.size() + 1, transition, context));
            usedDispatches += transition.event() instanceof SagaEvent.Dispatched ? 1 : 0;
        }
    }

    List<RecordedTransition> transitions() {
        return transitions;
    }

    List<SagaEvent> events() {
        return transitions.stream().map(RecordedTransition::event).toList();
    }
}
