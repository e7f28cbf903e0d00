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
 * @param permanentFailures the number of permanent failures so far
 * @param outage the current outage of the worker or the store; absent while both are reachable
 * @param silence since when no worker has reported; absent if the last dispatch was not lost
 * @param failures the first and the last failure of this direction
 */
public record Attempts(
        Direction direction,
        int current,
        int permanentFailures,
        Awaited awaited,
        @Nullable Outage outage,
        @Nullable WorkerSilence silence,
        List<StepFailure> failures) {
    public Attempts {
        failures = List.copyOf(failures);
    }

    /** The state before the first dispatch. */
    static Attempts initial(Direction direction) {
        return new Attempts(direction, 1, 0, new Awaited.Nothing(), null, null, List.of());
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
        return new Attempts(
                direction, attempt, permanentFailures, new Awaited.Report(dispatch), outage, silence, failures);
    }

    /** Whether the next dispatch can be sent now: nothing is awaited, or the back-off has ended. */
    boolean isDue(Instant at) {
        return switch (awaited) {
            case Awaited.Nothing _a -> true;
            case Awaited.BackoffEnd end -> !end.due().isAfter(at);
            case Awaited.Report _a -> false;
        };
    }

    Attempts stopped() {
        return new Attempts(direction, current, permanentFailures, new Awaited.Nothing(), outage, silence, failures);
    }

    Attempts withFailure(StepFailure failure) {
        int permanent = failure instanceof StepFailure.Permanent ? permanentFailures + 1 : permanentFailures;
        return new Attempts(direction, current, permanent, new Awaited.Nothing(), outage, null, withLast(failure));
    }

    /**
     * The attempts after a lapsed lease.
     *
     * @param since since when the worker or the store is unreachable
     * @param silentSince since when no worker has reported; absent in journals of earlier coordinators
     */
    Attempts withLapse(DispatchNumber dispatch, Instant since, @Nullable Instant silentSince) {
        return new Attempts(
                direction,
                current,
                permanentFailures,
                new Awaited.Nothing(),
                Outage.after(outage, since),
                silentSince == null ? null : silence(silentSince),
                withLast(lapseFailure(dispatch, since)));
    }

    private WorkerSilence silence(Instant since) {
        return silence != null && silence.since().equals(since) ? silence : new WorkerSilence(since, false);
    }

    /** The attempts after the timeline has said that no worker reports. */
    Attempts withReportedSilence(Instant since) {
        return new Attempts(
                direction, current, permanentFailures, awaited, outage, new WorkerSilence(since, true), failures);
    }

    /** The failure that is recorded for a lapsed lease. */
    static StepFailure lapseFailure(DispatchNumber dispatch, Instant since) {
        return new StepFailure.Unreachable(
                "lease-lapsed", "no worker has reported on dispatch %s since %s".formatted(dispatch, since));
    }

    Attempts withBackoff(Instant until, int attempt, @Nullable Instant since) {
        return new Attempts(
                direction,
                attempt,
                permanentFailures,
                new Awaited.BackoffEnd(until),
                since == null ? null : Outage.after(outage, since),
                silence,
                failures);
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
