package dev.lockstep.coordinator.call;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.DueCall;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.Notification;

/**
 * Makes the request of a due call, and handles its answer in a separate transaction. A coordinator that ends between
 * both makes the request again, so an endpoint can get it more than once.
 */
final class EndpointCaller {
    private final NotificationCaller notifications;
    private final QuestionCaller questions;

    EndpointCaller(NotificationCaller notifications, QuestionCaller questions) {
        this.notifications = notifications;
        this.questions = questions;
    }

    void call(DueCall due) throws InterruptedException {
        if (due.purpose().equals(JdbcEndpointCalls.NOTIFICATION)) {
            notifications.call(due, LockstepJson.messages().readValue(due.content(), Notification.class));
        } else {
            questions.call(due, LockstepJson.messages().readValue(due.content(), EndpointCall.class));
        }
    }
}
