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
 * @param current counts from 1 and grows with reported failures only
 * @param silentSince since when the worker or the store is unreachable; absent while both are reachable
 * @param failures the first and the last failure of this direction
 */
public record Attempts(
        Direction direction, int current, Awaited awaited, @Nullable Instant silentSince, List<StepFailure> failures) {
    public Attempts {
        failures = List.copyOf(failures);
    }

    /** The state before the first dispatch. */
    static Attempts none(Direction direction) {
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

    /** Whether no further dispatch follows. */
    boolean isEnded() {
        return awaited instanceof Awaited.Nothing;
    }

    Attempts dispatched(DispatchNumber dispatch, int attempt) {
        return new Attempts(direction, attempt, new Awaited.Report(dispatch), silentSince, failures);
    }

    Attempts failed(StepFailure failure) {
        return new Attempts(direction, current, new Awaited.Nothing(), silentSince, withLast(failure));
    }

    Attempts lapsed(DispatchNumber dispatch, Instant since) {
        return new Attempts(direction, current, new Awaited.Nothing(), since, withLast(lapse(dispatch, since)));
    }

    /** The failure that stands for a lapsed lease. */
    static StepFailure lapse(DispatchNumber dispatch, Instant since) {
        return new StepFailure.Unreachable(
                "lease-lapsed", "no worker has reported on dispatch %s since %s".formatted(dispatch, since));
    }

    Attempts backingOff(Instant until, int attempt, @Nullable Instant since) {
        return new Attempts(direction, attempt, new Awaited.BackoffEnd(until), since, failures);
    }

    private List<StepFailure> withLast(StepFailure failure) {
        return failures.isEmpty() ? List.of(failure) : List.of(failures.getFirst(), failure);
    }

    /** What must happen before the saga goes on with the step. */
    public sealed interface Awaited {
        record Report(DispatchNumber dispatch) implements Awaited {}

        record BackoffEnd(Instant due) implements Awaited {}

        /** The last dispatch has ended, and no other follows. */
        record Nothing() implements Awaited {}
    }
}
