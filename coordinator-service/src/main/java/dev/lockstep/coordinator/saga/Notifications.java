package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds the notifications that the plan of a migration asks for. */
final class Notifications {
    private Notifications() {}

    /** Tells what an approver needs to know. */
    static List<SagaEffect> approvalRequired(SagaState.AwaitingApproval state) {
        Gates gates = Gates.of(state.submitted());
        Notification notification = new Notification(
                Occasion.APPROVAL_REQUIRED,
                state.plan().name(),
                state.round(),
                state.requester(),
                "submitted by %s; somebody else must approve it until %s"
                        .formatted(gates.submitter(), gates.approvalEnd().orElseThrow()),
                state.submitted().submittedAt());
        return to(state, notification);
    }

    /** Tells what a public event says. */
    static List<SagaEffect> of(SagaState.Submitted state, SagaEffect.Publish published, Instant at) {
        MigrationEvent event = published.event();
        return occasion(event)
                .map(occasion -> new Notification(
                        occasion, state.plan().name(), published.round(), published.requester(), detail(event), at))
                .map(notification -> to(state, notification))
                .orElseGet(List::of);
    }

    private static List<SagaEffect> to(SagaState.Submitted state, Notification notification) {
        return state.plan().spec().notifications().stream()
                .filter(asked -> asked.on().contains(notification.occasion()))
                .<SagaEffect>map(asked -> new SagaEffect.Notify(asked.endpoint(), notification))
                .toList();
    }

    private static Optional<Occasion> occasion(MigrationEvent event) {
        return switch (event) {
            case MigrationEvent.Started _e -> Optional.of(Occasion.STARTED);
            case MigrationEvent.StepApplied _e -> Optional.empty();
            case MigrationEvent.StepCompensated _e -> Optional.empty();
            case MigrationEvent.RollbackBegan _e -> Optional.of(Occasion.ROLLBACK_BEGAN);
            case MigrationEvent.Completed _e -> Optional.of(Occasion.COMPLETED);
            case MigrationEvent.RolledBack _e -> Optional.of(Occasion.ROLLED_BACK);
            case MigrationEvent.NeedsOperator _e -> Optional.of(Occasion.NEEDS_OPERATOR);
            case MigrationEvent.ClosedByOperator _e -> Optional.of(Occasion.CLOSED_BY_OPERATOR);
            case MigrationEvent.Rejected _e -> Optional.of(Occasion.REJECTED);
            case MigrationEvent.Cancelled _e -> Optional.of(Occasion.CANCELLED);
        };
    }

    private static String detail(MigrationEvent event) {
        return switch (event) {
            case MigrationEvent.Started e -> "targets: %s".formatted(texts(e.targets()));
            case MigrationEvent.StepApplied _e -> "";
            case MigrationEvent.StepCompensated _e -> "";
            case MigrationEvent.RollbackBegan e -> e.cause();
            case MigrationEvent.Completed _e -> "";
            case MigrationEvent.RolledBack e -> "%s; conflicts: %d".formatted(e.cause(), e.conflicts());
            case MigrationEvent.NeedsOperator e -> failures(e.stuck());
            case MigrationEvent.ClosedByOperator e ->
                "%s; left applied: %s".formatted(e.reason(), texts(e.leftApplied()));
            case MigrationEvent.Rejected e -> failures(e.failures());
            case MigrationEvent.Cancelled e -> e.reason();
        };
    }

    private static String failures(Map<String, StepFailure> failures) {
        return failures.entrySet().stream()
                .map(entry -> "step \"%s\": %s: %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().code(),
                                entry.getValue().message()))
                .collect(Collectors.joining("; "));
    }

    private static String texts(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
