package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one step under way.
 *
 * @param attempt counts from 1 and grows with reported failures only
 * @param silentSince since when neither a worker nor the store could be reached; absent while they can
 * @param failures the first and the last of this direction; empty while none failed
 */
public record Work(
        Direction direction, int attempt, Await await, @Nullable Instant silentSince, List<StepFailure> failures) {
    public Work {
        failures = List.copyOf(failures);
    }

    /** Of a direction in which nothing was sent so far. */
    static Work unsent(Direction direction) {
        return new Work(direction, 1, new Await.Nothing(), null, List.of());
    }

    /** The dispatch whose answer is awaited; none while the next one is still to come. */
    public Optional<DispatchNumber> outstanding() {
        return await instanceof Await.Answer answer ? Optional.of(answer.dispatch()) : Optional.empty();
    }

    boolean awaits(DispatchNumber dispatch) {
        return outstanding().filter(dispatch::equals).isPresent();
    }

    public Optional<StepFailure> lastFailure() {
        return failures.isEmpty() ? Optional.empty() : Optional.of(failures.getLast());
    }

    /** No dispatch is outstanding and none is due: it was given up. */
    boolean ended() {
        return await instanceof Await.Nothing;
    }

    Work dispatched(DispatchNumber dispatch, int nextAttempt) {
        return new Work(direction, nextAttempt, new Await.Answer(dispatch), silentSince, failures);
    }

    Work failed(StepFailure failure) {
        return new Work(direction, attempt, new Await.Nothing(), silentSince, withLast(failure));
    }

    Work silent(DispatchNumber dispatch, Instant since) {
        return new Work(direction, attempt, new Await.Nothing(), since, withLast(silence(dispatch, since)));
    }

    /** Silence as the failure that it comes to once it is not waited for any longer. */
    static StepFailure silence(DispatchNumber dispatch, Instant since) {
        return new StepFailure.Unreachable(
                "lease-lapsed", "no worker has answered to dispatch %s since %s".formatted(dispatch, since));
    }

    Work paused(Instant due, int nextAttempt, @Nullable Instant since) {
        return new Work(direction, nextAttempt, new Await.Pause(due), since, failures);
    }

    private List<StepFailure> withLast(StepFailure failure) {
        return failures.isEmpty() ? List.of(failure) : List.of(failures.getFirst(), failure);
    }

    /** What the saga waits for before it goes on with a step. */
    public sealed interface Await {
        record Answer(DispatchNumber dispatch) implements Await {}

        record Pause(Instant due) implements Await {}

        /** The last dispatch ended, and no other follows. */
        record Nothing() implements Await {}
    }
}
