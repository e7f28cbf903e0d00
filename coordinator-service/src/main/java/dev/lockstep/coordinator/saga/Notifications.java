package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Tells what an approver of a rollback needs to know. */
    static List<SagaEffect> approvalRequired(SagaState.RollbackRequested state, SagaEvent.RollbackRequested event) {
        RollbackRequest request = state.request();
        Notification notification = new Notification(
                Occasion.APPROVAL_REQUIRED,
                state.plan().name(),
                state.round(),
                request.requester(),
                "rollback requested by %s: %s; somebody else must approve it until %s"
                        .formatted(request.requester(), request.reason(), request.end()),
                event.at());
        return to(state, notification);
    }

    /** Tells who has refused the rollback, and why. */
    static List<SagaEffect> rollbackRefused(SagaState.RollbackRequested state, SagaEvent.RollbackRefused event) {
        Notification notification = new Notification(
                Occasion.ROLLBACK_REFUSED,
                state.plan().name(),
                state.round(),
                state.request().requester(),
                "rollback requested by %s: %s; refused by %s: %s"
                        .formatted(
                                state.request().requester(), state.request().reason(), event.actor(), event.reason()),
                event.at());
        return to(state, notification);
    }

    /** Tells what a public event says. */
    static List<SagaEffect> of(SagaState.Submitted state, SagaEffect.Publish published, Instant at) {
        return content(published.event())
                .map(content -> new Notification(
                        content.occasion(),
                        state.plan().name(),
                        published.round(),
                        published.requester(),
                        content.detail(),
                        at))
                .map(notification -> to(state, notification))
                .orElseGet(List::of);
    }

    private static List<SagaEffect> to(SagaState.Submitted state, Notification notification) {
        return state.plan().spec().notifications().stream()
                .filter(asked -> asked.on().contains(notification.occasion()))
                .<SagaEffect>map(asked -> new SagaEffect.Notify(asked.endpoint(), notification))
                .toList();
    }

    private record Content(Occasion occasion, String detail) {}

    /** Nobody is told about single steps. */
    private static Optional<Content> content(MigrationEvent event) {
        return Optional.ofNullable(
                switch (event) {
                    case MigrationEvent.Started e ->
                        new Content(Occasion.STARTED, "targets: %s".formatted(texts(e.targets())));
                    case MigrationEvent.StepApplied _e -> null;
                    case MigrationEvent.StepCompensated _e -> null;
                    case MigrationEvent.RollbackBegan e -> new Content(Occasion.ROLLBACK_BEGAN, e.cause());
                    case MigrationEvent.Completed e -> completed(e);
                    case MigrationEvent.RolledBack e -> new Content(Occasion.ROLLED_BACK, detail(e));
                    case MigrationEvent.NeedsOperator e -> new Content(Occasion.NEEDS_OPERATOR, failures(e.stuck()));
                    case MigrationEvent.ClosedByOperator e ->
                        new Content(
                                Occasion.CLOSED_BY_OPERATOR,
                                "%s; left applied: %s".formatted(e.reason(), texts(e.leftApplied())));
                    case MigrationEvent.Rejected e -> new Content(Occasion.REJECTED, failures(e.failures()));
                    case MigrationEvent.Cancelled e -> new Content(Occasion.CANCELLED, e.reason());
                });
    }

    private static Content completed(MigrationEvent.Completed event) {
        if (event.rollbackRefused() != null) {
            return new Content(Occasion.ROLLBACK_REFUSED, event.rollbackRefused());
        }
        return new Content(
                Occasion.COMPLETED,
                event.contract() == null ? "" : "its contract steps wait as migration %s".formatted(event.contract()));
    }

    private static String detail(MigrationEvent.RolledBack event) {
        return Stream.concat(
                        Stream.of(event.cause(), "conflicts: " + event.conflicts()), event.failedSmokeTests().stream())
                .collect(Collectors.joining("; "));
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
