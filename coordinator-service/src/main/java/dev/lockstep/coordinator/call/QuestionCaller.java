package dev.lockstep.coordinator.call;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls.DueCall;
import dev.lockstep.coordinator.endpoint.EndpointMessages;
import dev.lockstep.coordinator.endpoint.EndpointRequest;
import dev.lockstep.coordinator.endpoint.EndpointResult;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.EndpointAnswer;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Duration;
import java.util.Optional;

/** Asks an endpoint, and tells the saga the answer once no further request is made. */
final class QuestionCaller {
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LEAVE_AGAIN_LIMIT = Duration.ofDays(1);

    private final JdbcEndpointCalls calls;
    private final EndpointRequester requester;
    private final SagaJournal journal;
    private final SagaShell sagas;
    private final Transactions transactions;

    QuestionCaller(
            JdbcEndpointCalls calls,
            EndpointRequester requester,
            SagaJournal journal,
            SagaShell sagas,
            Transactions transactions) {
        this.calls = calls;
        this.requester = requester;
        this.journal = journal;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    void call(DueCall due, EndpointCall call) throws InterruptedException {
        Optional<MigrationId> holder = call.purpose() == EndpointPurpose.LEAVE_MAINTENANCE
                ? transactions.run(() -> calls.release(due))
                : Optional.empty();
        if (holder.isPresent()) {
            answer(due, call, true, "it stays in maintenance for migration %s".formatted(holder.get()));
        } else {
            handle(due, call, requester.send(due.endpoint(), _endpoint -> question(due, call)));
        }
    }

    private EndpointRequest question(DueCall due, EndpointCall call) {
        SagaState.Submitted state = (SagaState.Submitted)
                journal.read(due.migration()).orElseThrow().state();
        return EndpointMessages.question(due.migration(), state.plan().name(), call);
    }

    private void handle(DueCall due, EndpointCall call, EndpointResult result) {
        if (result instanceof EndpointResult.Passed) {
            answer(due, call, true, result.finding());
        } else if (!due.isAwaited()) {
            calls.postponeEnded(due, result.finding(), EndpointCall.LEAVE_AGAIN_INTERVAL, LEAVE_AGAIN_LIMIT);
        } else if (isLast(due, call)) {
            answer(due, call, false, result.finding());
        } else {
            calls.postpone(
                    due,
                    result.finding(),
                    Backoff.after(due, LONGEST_BACKOFF),
                    call.within().duration());
        }
    }

    private boolean isLast(DueCall due, EndpointCall call) {
        return requester
                        .maxAttempts(due.endpoint())
                        .filter(limit -> due.attempts() >= limit)
                        .isPresent()
                || calls.isOver(due, call.within().duration());
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
}
