package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.orchestration.UnawaitedDispatches;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends restores by the reports on their dispatches. Answers that arrive again change nothing. */
final class RestoreReports implements UnawaitedDispatches {
    private final JdbcRestores restores;
    private final RestoreEnd end;
    private final Transactions transactions;

    RestoreReports(JdbcRestores restores, RestoreEnd end, Transactions transactions) {
        this.restores = restores;
        this.end = end;
        this.transactions = transactions;
    }

    @Override
    public Set<DispatchNumber> handle(List<Report> reports) {
        return transactions.run(() -> {
            Set<DispatchNumber> known = restores.known(
                    reports.stream().map(report -> report.header().dispatch()).collect(Collectors.toSet()));
            reports.stream()
                    .filter(report -> known.contains(report.header().dispatch()))
                    .forEach(this::handle);
            return known;
        });
    }

    @Override
    public void renew(Collection<DispatchNumber> dispatches) {
        transactions.run(() -> {
            restores.renew(dispatches);
            return dispatches;
        });
    }

    private void handle(Report report) {
        restores.lockRequested(report.header().dispatch()).ifPresent(stored -> handle(stored, report));
    }

    private void handle(StoredRestore stored, Report report) {
        switch (report) {
            case Report.Restored restored -> end.succeeded(stored, restored.result());
            case Report.Failed failed -> failed(stored, failed.failure());
            case Report.Rejected rejected ->
                end.failed(stored, "the worker has rejected the command: " + rejected.reason());
            case Report.Stale stale -> end.failed(stored, unexpected(stale));
            case Report.Succeeded succeeded -> end.failed(stored, unexpected(succeeded));
            case Report.Compensated compensated -> end.failed(stored, unexpected(compensated));
            case Report.DryRun dryRun -> end.failed(stored, unexpected(dryRun));
            case Report.BackedUp backedUp -> end.failed(stored, unexpected(backedUp));
            case Report.Accepted _accepted -> {}
            case Report.Heartbeat _heartbeat -> {}
        }
    }

    private void failed(StoredRestore stored, StepFailure failure) {
        String finding = "%s: %s".formatted(failure.code(), failure.message());
        switch (failure) {
            case StepFailure.Permanent _permanent -> end.failed(stored, finding);
            case StepFailure.Transient _transient -> restores.note(stored, finding);
            case StepFailure.Unreachable _unreachable -> restores.note(stored, finding);
        }
    }

    private static String unexpected(Report report) {
        return "the worker has answered with %s".formatted(report.getClass().getSimpleName());
    }

    @Override
    public boolean reject(ParkedDispatch parked) {
        if (restores.known(Set.of(parked.dispatch())).isEmpty()) {
            return false;
        }
        restores.lockRequested(parked.dispatch())
                .ifPresent(stored -> end.failed(stored, "Kafka has rejected the command: " + parked.reason()));
        return true;
    }
}
