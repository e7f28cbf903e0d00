package dev.lockstep.coordinator.call;

import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.DueCall;
import dev.lockstep.coordinator.endpoint.EndpointMessages;
import dev.lockstep.coordinator.endpoint.EndpointResult;
import dev.lockstep.coordinator.saga.Notification;
import java.time.Duration;

/** Tells an endpoint what happened, until it has got it, refuses it, or a day is over. */
final class NotificationCaller {
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofDays(1);

    private final JdbcEndpointCalls calls;
    private final EndpointRequester requester;

    NotificationCaller(JdbcEndpointCalls calls, EndpointRequester requester) {
        this.calls = calls;
        this.requester = requester;
    }

    void call(DueCall due, Notification notification) throws InterruptedException {
        EndpointResult result = requester.send(
                due.endpoint(),
                endpoint -> EndpointMessages.notification(
                        endpoint,
                        "%s/notification/%d".formatted(due.migration(), due.id()),
                        due.migration(),
                        notification));
        switch (result) {
            case EndpointResult.Passed passed -> calls.end(due, true, passed.finding());
            case EndpointResult.Refused refused -> calls.end(due, false, refused.finding());
            case EndpointResult.Failed failed -> tellAgain(due, failed.finding());
        }
    }

    private void tellAgain(DueCall due, String finding) {
        if (calls.isOver(due, LIMIT)) {
            calls.end(due, false, finding);
        } else {
            calls.postpone(due, finding, Backoff.after(due, LONGEST_BACKOFF), LIMIT);
        }
    }
}
