package dev.lockstep.coordinator.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.http.StorableTextRule;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.coordinator.saga.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Builds the requests to endpoints. */
public final class EndpointMessages {
    private static final String MIGRATION_HEADER = "Lockstep-Migration";
    private static final int MAX_TEXT_LENGTH = 1_500;
    private static final int MAX_DETAIL_LENGTH = 4_000;

    private EndpointMessages() {}

    /** The body of a question. */
    private record Question(String action, MigrationId migration, PlanName plan) {}

    /** The body of a notification in the form {@link NotificationFormat#EVENT}. */
    private record Event(
            String id,
            Occasion occasion,
            MigrationId migration,
            PlanName plan,
            int round,
            String requester,
            String detail,
            Instant at) {}

    /** A question whose answer a migration awaits. */
    public static EndpointRequest question(MigrationId migration, PlanName plan, EndpointCall call) {
        EndpointRequest.Action action = action(call.purpose());
        return new EndpointRequest(
                action,
                "%s/%d".formatted(migration, call.number()),
                LockstepJson.messages().writeValueAsString(new Question(action.text(), migration, plan)),
                Map.of(MIGRATION_HEADER, migration.toString()),
                call.expectStatus());
    }

    private static EndpointRequest.Action action(EndpointPurpose purpose) {
        return switch (purpose) {
            case ENTER_MAINTENANCE -> EndpointRequest.Action.ENTER;
            case LEAVE_MAINTENANCE -> EndpointRequest.Action.LEAVE;
            case SMOKE_TEST -> EndpointRequest.Action.SMOKE_TEST;
        };
    }

    /** A notification in the form that the endpoint takes. */
    public static EndpointRequest notification(
            Endpoint endpoint, String id, MigrationId migration, Notification notification) {
        return new EndpointRequest(
                EndpointRequest.Action.NOTIFY,
                id,
                LockstepJson.messages().writeValueAsString(body(endpoint, id, migration, notification)),
                Map.of(MIGRATION_HEADER, migration.toString()),
                null);
    }

    private static Object body(Endpoint endpoint, String id, MigrationId migration, Notification notification) {
        String text = text(migration, notification);
        return switch (endpoint.format()) {
            case EVENT ->
                new Event(
                        id,
                        notification.occasion(),
                        migration,
                        notification.plan(),
                        notification.round(),
                        notification.requester().toString(),
                        shortened(notification.detail(), MAX_DETAIL_LENGTH),
                        notification.at());
            case TEXT -> Map.of("text", text);
            case DISCORD -> Map.of("content", text, "allowed_mentions", Map.of("parse", List.of()));
            case TEAMS -> Card.of(text);
        };
    }

    private static String text(MigrationId migration, Notification notification) {
        String text = "Migration %s (%s) %s%s"
                .formatted(
                        notification.plan(),
                        migration,
                        phrase(notification.occasion()),
                        notification.detail().isBlank() ? "" : ": " + notification.detail());
        return shortened(text, MAX_TEXT_LENGTH);
    }

    private static String shortened(String text, int maxLength) {
        return text.length() <= maxLength ? text : StorableTextRule.storable(text, maxLength) + " …";
    }

    private static String phrase(Occasion occasion) {
        return switch (occasion) {
            case APPROVAL_REQUIRED -> "needs an approval";
            case STARTED -> "has started";
            case ROLLBACK_BEGAN -> "is rolled back";
            case COMPLETED -> "is completed";
            case ROLLED_BACK -> "was rolled back";
            case ROLLBACK_REFUSED -> "stays completed, its rollback was refused";
            case NEEDS_OPERATOR -> "needs an operator";
            case CLOSED_BY_OPERATOR -> "was closed by an operator";
            case REJECTED -> "was rejected, nothing was changed";
            case CANCELLED -> "was cancelled, nothing was changed";
        };
    }

    /** A message of Microsoft Teams. */
    private record Card(String type, List<Attachment> attachments) {
        private record Attachment(String contentType, AdaptiveCard content) {}

        private record AdaptiveCard(
                @JsonProperty("$schema") String schema, String type, String version, List<TextBlock> body) {}

        private record TextBlock(String type, String text, boolean wrap) {}

        static Card of(String text) {
            return new Card(
                    "message",
                    List.of(new Attachment(
                            "application/vnd.microsoft.card.adaptive",
                            new AdaptiveCard(
                                    "http://adaptivecards.io/schemas/adaptive-card.json",
                                    "AdaptiveCard",
                                    "1.4",
                                    List.of(new TextBlock("TextBlock", text, true))))));
        }
    }
}
