package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Deadline;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The times at which the deadlines of a migration pass. It has those only that can still stop it: none after the
 * irreversible step is dispatched, and none in a rollback. They stand still while the migration is paused.
 *
 * @param migration when the migration must be completed; absent without a deadline
 * @param steps when each step that is being applied must be applied; without those that have no deadline
 */
public record Deadlines(@Nullable Instant migration, SequencedMap<StepId, Instant> steps) {
    public static final Deadlines NONE = new Deadlines(null, new LinkedHashMap<>());

    public Deadlines {
        steps = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(steps));
    }

    /** The deadlines at the start of a migration. A dry run and a rehearsal have none. */
    static Deadlines ofStart(SubmittedPlan submitted, Instant at) {
        Deadline deadline = submitted.plan().spec().deadline();
        return deadline == null || !submitted.mode().appliesSteps()
                ? NONE
                : new Deadlines(at.plus(deadline.duration()), NONE.steps());
    }

    /** When the next deadline passes; empty if none can, or while they stand still. */
    static Optional<Instant> nextDue(SagaState state) {
        return state instanceof SagaState.Started started
                ? started.data().deadlines().next(started.data().control())
                : Optional.empty();
    }

    private Optional<Instant> next(RunControl control) {
        Optional<Instant> earliest = Stream.concat(Stream.ofNullable(migration), steps.values().stream())
                .min(Instant::compareTo);
        Pause pause = control.pause();
        return pause == null ? earliest : earliest.filter(due -> !due.isAfter(pause.since()));
    }

    /** The step whose deadline has passed at this time, with the time; the first of several. */
    Optional<Map.Entry<StepId, Instant>> passedStep(Instant at) {
        return steps.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(at))
                .min(Map.Entry.comparingByValue());
    }

    Deadlines withDispatch(Step step, Instant at) {
        if (step.irreversible()) {
            return NONE;
        }
        Deadline deadline = step.deadline();
        if (deadline == null) {
            return this;
        }
        SequencedMap<StepId, Instant> newSteps = new LinkedHashMap<>(steps);
        newSteps.put(step.id(), at.plus(deadline.duration()));
        return new Deadlines(migration, newSteps);
    }

    Deadlines without(StepId step) {
        if (!steps.containsKey(step)) {
            return this;
        }
        SequencedMap<StepId, Instant> newSteps = new LinkedHashMap<>(steps);
        newSteps.remove(step);
        return new Deadlines(migration, newSteps);
    }

    /** All deadlines, this much later. */
    Deadlines after(Duration standstill) {
        SequencedMap<StepId, Instant> newSteps = new LinkedHashMap<>(steps);
        newSteps.replaceAll((_id, due) -> due.plus(standstill));
        return new Deadlines(migration == null ? null : migration.plus(standstill), newSteps);
    }
}
