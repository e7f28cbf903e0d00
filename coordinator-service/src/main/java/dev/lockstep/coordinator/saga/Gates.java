package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gates that a migration passes before it claims its targets. A plan that is not applied passes none. */
public record Gates(
        @Nullable PlanWindow window, @Nullable PlanApproval approval, Instant submittedAt, Actor submitter) {
    public static Gates of(SubmittedPlan submitted) {
        PlanSpec spec = submitted.plan().spec();
        return submitted.mode().appliesSteps()
                ? new Gates(spec.window(), spec.approval(), submitted.submittedAt(), submitted.submitter())
                : new Gates(null, null, submitted.submittedAt(), submitted.submitter());
    }

    boolean needApproval() {
        return approval != null;
    }

    /** When an approval comes too late. */
    public Optional<Instant> approvalEnd() {
        return Optional.ofNullable(approval)
                .map(gate -> submittedAt.plus(gate.within().duration()));
    }

    /** The reason why the migration can no longer start at this time; empty if it can. */
    Optional<String> lateReason(Instant at) {
        return Optional.ofNullable(window)
                .filter(gate -> gate.isOver(at))
                .map(gate -> "the window of the plan was over at " + gate.notAfter());
    }

    /** The reason why an approval comes too late at this time; empty if it does not. */
    Optional<String> unapprovedReason(Instant at) {
        return approvalEnd().filter(end -> !at.isBefore(end)).map(end -> "nobody approved the migration until " + end);
    }

    boolean isWindowOpen(Instant at) {
        return window == null || window.hasOpened(at);
    }

    /** Whether the actor has submitted the plan, or acts for the same person as the submitter. */
    boolean isSubmitter(Actor actor) {
        return actor.sharesNameWith(submitter);
    }

    /** When the next time limit passes in this state; empty if there is none. */
    Optional<Instant> nextCheck(SagaState.BeforeStart state) {
        return switch (state) {
            case SagaState.AwaitingApproval _s -> earliest(approvalEnd(), windowEnd());
            case SagaState.AwaitingWindow _s ->
                Optional.ofNullable(window).map(PlanWindow::notBefore).map(PlanTime::instant);
            case SagaState.AwaitingContract s -> Optional.of(s.gate().nextCheck());
            case SagaState.Queued _s -> windowEnd();
        };
    }

    private Optional<Instant> windowEnd() {
        return Optional.ofNullable(window).map(PlanWindow::notAfter).map(PlanTime::instant);
    }

    private static Optional<Instant> earliest(Optional<Instant> first, Optional<Instant> second) {
        return Stream.of(first, second).flatMap(Optional::stream).min(Instant::compareTo);
    }
}
