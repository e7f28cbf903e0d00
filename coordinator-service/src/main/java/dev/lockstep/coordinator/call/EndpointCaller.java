package dev.lockstep.coordinator.call;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.DueCall;
import dev.lockstep.coordinator.endpoint.Endpoint;
import dev.lockstep.coordinator.endpoint.EndpointClient;
import dev.lockstep.coordinator.endpoint.EndpointMessages;
import dev.lockstep.coordinator.endpoint.EndpointRequest;
import dev.lockstep.coordinator.endpoint.EndpointResult;
import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.EndpointAnswer;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.coordinator.saga.Notification;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes one request to an endpoint, and tells the saga its answer once no further request is made. A coordinator that
 * ends between both makes the request again, so an endpoint can get it more than once.
 */
final class EndpointCaller {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_NOTIFICATION_BACKOFF = Duration.ofMinutes(5);
    private static final Duration NOTIFICATION_LIMIT = Duration.ofDays(1);
    private static final int MAX_DOUBLINGS = 16;

    private final JdbcEndpointCalls calls;
    private final Endpoints endpoints;
    private final EndpointClient client;
    private final SagaJournal journal;
    private final SagaShell sagas;
    private final Transactions transactions;

    EndpointCaller(
            JdbcEndpointCalls calls,
            Endpoints endpoints,
            EndpointClient client,
            SagaJournal journal,
            SagaShell sagas,
            Transactions transactions) {
        this.calls = calls;
        this.endpoints = endpoints;
        this.client = client;
        this.journal = journal;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    /** Makes the request; handles its answer in a transaction of its own. */
    void call(DueCall due) throws InterruptedException {
        if (due.purpose().equals(JdbcEndpointCalls.NOTIFICATION)) {
            tell(due, LockstepJson.messages().readValue(due.content(), Notification.class));
        } else {
            ask(due, LockstepJson.messages().readValue(due.content(), EndpointCall.class));
        }
    }

    private void tell(DueCall due, Notification notification) throws InterruptedException {
        Optional<Endpoint> endpoint = endpoints.find(due.endpoint());
        if (endpoint.isEmpty()) {
            tellAgain(due, notConfigured(due));
            return;
        }
        EndpointRequest request = EndpointMessages.notification(
                endpoint.get(),
                "%s/notification/%d".formatted(due.migration(), due.id()),
                due.migration(),
                notification);
        switch (client.send(endpoint.get(), request)) {
            case EndpointResult.Passed passed -> calls.end(due, true, passed.finding());
            case EndpointResult.Refused refused -> calls.end(due, false, refused.finding());
            case EndpointResult.Failed failed -> tellAgain(due, failed.finding());
        }
    }

    private void tellAgain(DueCall due, String finding) {
        if (calls.isOver(due, NOTIFICATION_LIMIT)) {
            calls.end(due, false, finding);
        } else {
            calls.postpone(due, finding, backoff(due, LONGEST_NOTIFICATION_BACKOFF), NOTIFICATION_LIMIT);
        }
    }

    private void ask(DueCall due, EndpointCall call) throws InterruptedException {
        Optional<MigrationId> holder = call.purpose() == EndpointPurpose.LEAVE_MAINTENANCE
                ? transactions.run(() -> calls.release(due))
                : Optional.empty();
        if (holder.isPresent()) {
            answer(due, call, true, "it stays in maintenance for migration %s".formatted(holder.get()));
            return;
        }
        // Another coordinator can have the endpoint, for example during an upgrade.
        Optional<Endpoint> endpoint = endpoints.find(due.endpoint());
        EndpointResult result = endpoint.isPresent()
                ? client.send(endpoint.get(), question(due, call))
                : new EndpointResult.Failed(notConfigured(due));
        if (result instanceof EndpointResult.Passed) {
            answer(due, call, true, result.finding());
        } else if (!due.isAwaited()) {
            calls.leaveAgain(due, result.finding());
        } else if (isLast(due, call, endpoint)) {
            answer(due, call, false, result.finding());
        } else {
            calls.postpone(
                    due,
                    result.finding(),
                    backoff(due, LONGEST_BACKOFF),
                    call.within().duration());
        }
    }

    private boolean isLast(DueCall due, EndpointCall call, Optional<Endpoint> endpoint) {
        return endpoint.map(Endpoint::attempts)
                        .filter(limit -> due.attempts() >= limit)
                        .isPresent()
                || calls.isOver(due, call.within().duration());
    }

    private EndpointRequest question(DueCall due, EndpointCall call) {
        SagaState.Submitted state = (SagaState.Submitted)
                journal.read(due.migration()).orElseThrow().state();
        return EndpointMessages.question(due.migration(), state.plan().name(), call);
    }

    /** Ends the question. The saga decides what follows, unless it does not wait for the answer any more. */
    private void answer(DueCall due, EndpointCall call, boolean passed, String finding) {
        transactions.run(() -> {
            CommandResult result = sagas.handle(
                    due.migration(),
                    Requester.coordinator("endpoint \"%s\" was asked".formatted(due.endpoint())),
                    context -> new SagaCommand.AnswerEndpoint(
                            context, call.number(), new EndpointAnswer(passed, finding, due.attempts())));
            if (result instanceof CommandResult.Accepted accepted
                    && !accepted.events().isEmpty()) {
                calls.endWait(due);
            } else {
                calls.end(due, passed, finding);
            }
            return passed;
        });
    }

    private static Duration backoff(DueCall due, Duration longest) {
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << Math.min(due.attempts() - 1, MAX_DOUBLINGS));
        return backoff.compareTo(longest) < 0 ? backoff : longest;
    }

    private static String notConfigured(DueCall due) {
        return "endpoint \"%s\" is not configured; set lockstep.endpoints.%s.url"
                .formatted(due.endpoint(), due.endpoint());
    }
}
