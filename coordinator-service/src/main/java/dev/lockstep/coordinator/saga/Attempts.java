package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one step in one direction.
 *
 * @param current the number of the current attempt; it counts from 1, and only reported failures increase it
 * @param unreachableSince since when the worker or the store is unreachable; absent while both are reachable
 * @param failures the first and the last failure of this direction
 */
public record Attempts(
        Direction direction,
        int current,
        Awaited awaited,
        @Nullable Instant unreachableSince,
        List<StepFailure> failures) {
    public Attempts {
        failures = List.copyOf(failures);
    }

    /** The state before the first dispatch. */
    static Attempts initial(Direction direction) {
        return new Attempts(direction, 1, new Awaited.Nothing(), null, List.of());
    }

    /** The dispatch whose report is awaited; empty during a back-off. */
    public Optional<DispatchNumber> outstanding() {
        return awaited instanceof Awaited.Report report ? Optional.of(report.dispatch()) : Optional.empty();
    }

    boolean isOutstanding(DispatchNumber dispatch) {
        return outstanding().filter(dispatch::equals).isPresent();
    }

    public Optional<StepFailure> lastFailure() {
        return failures.isEmpty() ? Optional.empty() : Optional.of(failures.getLast());
    }

    /** Whether the saga waits for neither a report nor the end of a back-off. */
    boolean awaitsNothing() {
        return awaited instanceof Awaited.Nothing;
    }

    Attempts withDispatch(DispatchNumber dispatch, int attempt) {
        return new Attempts(direction, attempt, new Awaited.Report(dispatch), unreachableSince, failures);
    }

    Attempts withFailure(StepFailure failure) {
        return new Attempts(direction, current, new Awaited.Nothing(), unreachableSince, withLast(failure));
    }

    Attempts withLapse(DispatchNumber dispatch, Instant since) {
        return new Attempts(direction, current, new Awaited.Nothing(), since, withLast(lapseFailure(dispatch, since)));
    }

    /** The failure that is recorded for a lapsed lease. */
    static StepFailure lapseFailure(DispatchNumber dispatch, Instant since) {
        return new StepFailure.Unreachable(
                "lease-lapsed", "no worker has reported on dispatch %s since %s".formatted(dispatch, since));
    }

    Attempts withBackoff(Instant until, int attempt, @Nullable Instant since) {
        return new Attempts(direction, attempt, new Awaited.BackoffEnd(until), since, failures);
    }

    private List<StepFailure> withLast(StepFailure failure) {
        return failures.isEmpty() ? List.of(failure) : List.of(failures.getFirst(), failure);
    }

    /** The event that the saga waits for before it continues with the step. */
    public sealed interface Awaited {
        record Report(DispatchNumber dispatch) implements Awaited {}

        record BackoffEnd(Instant due) implements Awaited {}

        /** No dispatch was sent, or the last one has ended and no other follows. */
        record Nothing() implements Awaited {}
    }
}
