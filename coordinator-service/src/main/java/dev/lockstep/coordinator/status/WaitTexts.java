package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.Gates;
import dev.lockstep.coordinator.saga.Pause;
import dev.lockstep.coordinator.saga.RollbackRequest;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what migrations wait for. */
final class WaitTexts {
    private final WaitReasons waitReasons;

    WaitTexts(WaitReasons waitReasons) {
        this.waitReasons = waitReasons;
    }

    /** What a migration waits for, without missing workers; absent if nothing. */
    @Nullable String of(SagaState.Submitted state) {
        return of(state, List.of(), waitReasons::freeze);
    }

    /**
     * What a migration waits for; absent if nothing.
     *
     * @param freeze as {@link WaitReasons#freeze} describes it
     */
    @Nullable String of(SagaState.Submitted state, List<StepView> steps, Supplier<Optional<String>> freeze) {
        return switch (state) {
            case SagaState.Queued queued ->
                waitReasons
                        .of(queued.migration(), queued.plan().spec().targets(), freeze)
                        .orElse(null);
            case SagaState.AwaitingApproval waiting -> approvalBy(Gates.of(waiting.submitted()));
            case SagaState.AwaitingWindow waiting ->
                "the window of the plan opens at "
                        + Objects.requireNonNull(Gates.of(waiting.submitted()).window())
                                .notBefore();
            // What is asked of workers is added by the caller.
            case SagaState.AwaitingContract _s -> null;
            case SagaState.RollbackRequested waiting -> approvalBy(waiting.request());
            case SagaState.AtEndpoint waiting -> answerTo(waiting.call());
            case SagaState.Started started ->
                started instanceof SagaState.Unsettled running
                                && running.data().control().isPaused()
                        ? pausedBy(running.data().control().pause())
                        : worker(steps);
            case SagaState.Cancelled _s -> null;
        };
    }

    private static @Nullable String worker(List<StepView> steps) {
        return steps.stream()
                .map(StepView::waitingFor)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String answerTo(EndpointCall call) {
        return switch (call.purpose()) {
            case ENTER_MAINTENANCE -> "endpoint \"%s\" must enter maintenance".formatted(call.endpoint());
            case LEAVE_MAINTENANCE -> "endpoint \"%s\" must leave maintenance".formatted(call.endpoint());
            case SMOKE_TEST -> "smoke test \"%s\" must pass".formatted(call.endpoint());
        };
    }

    private static @Nullable String pausedBy(@Nullable Pause pause) {
        return pause == null
                ? null
                : "%s has paused it at %s: %s".formatted(pause.actor(), pause.since(), pause.reason());
    }

    private static String approvalBy(Gates gates) {
        return "somebody other than %s must approve it until %s"
                .formatted(gates.submitter(), gates.approvalEnd().orElseThrow());
    }

    private static String approvalBy(RollbackRequest request) {
        return "somebody other than %s must approve the rollback until %s"
                .formatted(request.requester(), request.end());
    }
}
