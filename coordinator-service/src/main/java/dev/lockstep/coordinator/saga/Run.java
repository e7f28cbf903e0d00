package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * A started migration's book: what every step has come to.
 *
 * @param identities the databases that the migration is bound to, by preflight
 * @param lastDispatch the highest number that it has spent
 */
public record Run(
        Posted posted,
        Instant startedAt,
        int round,
        Map<TargetName, TargetIdentity> identities,
        SequencedMap<StepId, StepState> steps,
        DispatchNumber lastDispatch) {
    public Run {
        identities = Map.copyOf(identities);
        steps = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(steps));
    }

    /** The dispatches whose answers are awaited; of size one at most, but for preflights. */
    public SequencedMap<StepId, DispatchNumber> outstanding() {
        SequencedMap<StepId, DispatchNumber> outstanding = new LinkedHashMap<>();
        each(StepState.Busy.class)
                .forEach((id, busy) -> busy.work().outstanding().ifPresent(number -> outstanding.put(id, number)));
        return Collections.unmodifiableSequencedMap(outstanding);
    }

    /** The steps that are in this state, in the order of the plan. */
    public <S extends StepState> SequencedMap<StepId, S> each(Class<S> state) {
        SequencedMap<StepId, S> matching = new LinkedHashMap<>();
        steps.forEach((id, step) -> {
            if (state.isInstance(step)) {
                matching.put(id, state.cast(step));
            }
        });
        return matching;
    }

    /** How many units kept an application's value, over all compensated steps. */
    public long conflicts() {
        return each(StepState.Compensated.class).values().stream()
                .mapToLong(step -> step.result().conflicts())
                .sum();
    }

    /** The steps whose effect is, or may be, in the stores. */
    public List<StepId> leftApplied() {
        return steps.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof StepState.Untouched))
                .map(Map.Entry::getKey)
                .toList();
    }

    Step step(StepId id) {
        return posted.plan()
                .spec()
                .step(id)
                .orElseThrow(() -> new NoSuchElementException("the plan has no step %s".formatted(id)));
    }

    StepGraph graph() {
        return new StepGraph(posted.plan().spec());
    }

    Run with(StepId id, StepState state) {
        SequencedMap<StepId, StepState> next = new LinkedHashMap<>(steps);
        next.put(id, state);
        return with(next);
    }

    Run mapping(UnaryOperator<StepState> each) {
        SequencedMap<StepId, StepState> next = new LinkedHashMap<>(steps);
        next.replaceAll((_id, state) -> each.apply(state));
        return with(next);
    }

    Run bound(TargetName target, TargetIdentity identity) {
        Map<TargetName, TargetIdentity> next = new LinkedHashMap<>(identities);
        next.put(target, identity);
        return new Run(posted, startedAt, round, next, steps, lastDispatch);
    }

    Run spent(DispatchNumber dispatch) {
        return new Run(posted, startedAt, round, identities, steps, dispatch);
    }

    Run inRound(int next) {
        return new Run(posted, startedAt, next, identities, steps, lastDispatch);
    }

    private Run with(SequencedMap<StepId, StepState> next) {
        return new Run(posted, startedAt, round, identities, next, lastDispatch);
    }
}
