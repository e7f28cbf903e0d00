package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.orchestration.UnawaitedDispatches;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends erasures by the reports on their dispatches. Answers that arrive again change nothing. */
public final class ErasureReports implements UnawaitedDispatches {
    private final JdbcErasures erasures;
    private final Transactions transactions;

    ErasureReports(JdbcErasures erasures, Transactions transactions) {
        this.erasures = erasures;
        this.transactions = transactions;
    }

    @Override
    public Set<DispatchNumber> handle(List<Report> reports) {
        return transactions.run(() -> {
            Set<DispatchNumber> known = erasures.known(
                    reports.stream().map(report -> report.header().dispatch()).collect(Collectors.toSet()));
            reports.stream()
                    .filter(report -> known.contains(report.header().dispatch()))
                    .forEach(this::handle);
            return known;
        });
    }

    private void handle(Report report) {
        DispatchNumber dispatch = report.header().dispatch();
        switch (report) {
            case Report.Succeeded succeeded ->
                answered(dispatch, succeeded.result().changed());
            case Report.Failed failed -> failed(dispatch, failed.failure());
            case Report.Rejected rejected ->
                erasures.end(
                        dispatch, ErasureState.FAILED, "the worker has rejected the command: " + rejected.reason());
            case Report.Stale stale -> erasures.end(dispatch, ErasureState.FAILED, unexpected(stale));
            case Report.Compensated compensated -> erasures.end(dispatch, ErasureState.FAILED, unexpected(compensated));
            case Report.DryRun dryRun -> erasures.end(dispatch, ErasureState.FAILED, unexpected(dryRun));
            case Report.BackedUp backedUp -> erasures.end(dispatch, ErasureState.FAILED, unexpected(backedUp));
            case Report.Restored restored -> erasures.end(dispatch, ErasureState.FAILED, unexpected(restored));
            case Report.Accepted _accepted -> {}
            case Report.Heartbeat _heartbeat -> {}
        }
    }

    private void answered(DispatchNumber dispatch, long erased) {
        if (erased > 0) {
            erasures.succeed(dispatch, erased);
        } else {
            erasures.end(dispatch, ErasureState.NOT_FOUND, "the journal of the step has no values of this unit");
        }
    }

    private void failed(DispatchNumber dispatch, StepFailure failure) {
        String finding = "%s: %s".formatted(failure.code(), failure.message());
        switch (failure) {
            case StepFailure.Permanent _permanent -> erasures.end(dispatch, ErasureState.FAILED, finding);
            case StepFailure.Transient _transient -> erasures.note(dispatch, finding);
            case StepFailure.Unreachable _unreachable -> erasures.note(dispatch, finding);
        }
    }

    private static String unexpected(Report report) {
        return "the worker has answered with %s".formatted(report.getClass().getSimpleName());
    }

    @Override
    public boolean reject(ParkedDispatch parked) {
        if (erasures.known(Set.of(parked.dispatch())).isEmpty()) {
            return false;
        }
        erasures.end(parked.dispatch(), ErasureState.FAILED, "Kafka has rejected the command: " + parked.reason());
        return true;
    }
}
