package dev.lockstep.coordinator.unawaited;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends requests of one kind by the reports on their dispatches.
 *
 * @param <A> the report with which a worker answers
 */
public final class RequestReports<A extends Report> implements UnawaitedReports {
    private final JdbcRequests<?> requests;
    private final Class<A> answer;
    private final RequestAnswers<A> answers;
    private final Transactions transactions;
    private final Duration lease;

    /** @param lease the time within which a worker that still runs reports again */
    public RequestReports(
            JdbcRequests<?> requests,
            Class<A> answer,
            RequestAnswers<A> answers,
            Transactions transactions,
            Duration lease) {
        this.requests = requests;
        this.answer = answer;
        this.answers = answers;
        this.transactions = transactions;
        this.lease = lease;
    }

    /**
     * Handles those of the reports that are of this kind, in one transaction.
     *
     * @param reports final reports for which no saga waits
     * @return the dispatches of this kind
     */
    @Override
    public Set<DispatchNumber> handle(List<Report> reports) {
        return transactions.run(() -> {
            Set<DispatchNumber> known = requests.known(
                    reports.stream().map(report -> report.header().dispatch()).collect(Collectors.toSet()));
            reports.stream()
                    .filter(report -> known.contains(report.header().dispatch()))
                    .forEach(this::handle);
            return known;
        });
    }

    /**
     * Waits longer for the answers of those of the dispatches that are of this kind: their workers have reported that
     * they still run. Their attempts are still counted, so that a worker that dies each time does not hold a target
     * without end.
     */
    @Override
    public void renew(Collection<DispatchNumber> dispatches) {
        transactions.run(() -> {
            requests.renew(dispatches, lease);
            return dispatches;
        });
    }

    /**
     * Fails the request whose command Kafka has rejected permanently, in the current transaction.
     *
     * @return false if the dispatch is not of this kind
     */
    @Override
    public boolean reject(ParkedDispatch parked) {
        if (requests.known(Set.of(parked.dispatch())).isEmpty()) {
            return false;
        }
        answers.failed(parked.dispatch(), "Kafka has rejected the command: " + parked.reason());
        return true;
    }

    private void handle(Report report) {
        DispatchNumber dispatch = report.header().dispatch();
        switch (report) {
            case Report.Failed failed -> failed(dispatch, failed.failure());
            case Report.Rejected rejected ->
                answers.failed(dispatch, "the worker has rejected the command: " + rejected.reason());
            case Report.Succeeded succeeded -> answered(succeeded);
            case Report.Compensated compensated -> answered(compensated);
            case Report.Rehearsed rehearsed -> answered(rehearsed);
            case Report.DryRun dryRun -> answered(dryRun);
            case Report.BackedUp backedUp -> answered(backedUp);
            case Report.Restored restored -> answered(restored);
            case Report.Stale stale -> answered(stale);
            // The request is sent again when its lease has lapsed.
            case Report.Stopped _stopped -> {}
            case Report.Accepted _accepted -> {}
            case Report.Heartbeat _heartbeat -> {}
        }
    }

    private void answered(Report report) {
        DispatchNumber dispatch = report.header().dispatch();
        if (answer.isInstance(report)) {
            answers.answered(dispatch, answer.cast(report));
        } else {
            answers.failed(
                    dispatch,
                    "the worker has answered with %s"
                            .formatted(report.getClass().getSimpleName()));
        }
    }

    private void failed(DispatchNumber dispatch, StepFailure failure) {
        String finding = "%s: %s".formatted(failure.code(), failure.message());
        switch (failure) {
            case StepFailure.Permanent _permanent -> answers.failed(dispatch, finding);
            case StepFailure.Transient _transient -> requests.note(dispatch, finding);
            case StepFailure.Unreachable _unreachable -> requests.note(dispatch, finding);
        }
    }
}
