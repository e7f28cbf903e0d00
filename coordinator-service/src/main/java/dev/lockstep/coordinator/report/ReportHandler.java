package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.dispatch.JdbcLeases.Renewal;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.unawaited.UnawaitedReports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles reports: accepted and heartbeat renew the lease of their dispatch; all others become commands to the saga.
 * Only reports that no lease and no saga waits for are compared with erasures and restores, so that the others cost no
 * further statement.
 */
public final class ReportHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ReportHandler.class);
    private final SagaShell sagas;
    private final JdbcLeases leases;
    private final List<UnawaitedReports> unawaited;
    private final Runnable onLateReport;

    /**
     * @param onLateReport called for each report that changes nothing
     */
    public ReportHandler(SagaShell sagas, JdbcLeases leases, List<UnawaitedReports> unawaited, Runnable onLateReport) {
        this.sagas = sagas;
        this.leases = leases;
        this.unawaited = List.copyOf(unawaited);
        this.onLateReport = onLateReport;
    }

    /**
     * Handles reports in their order: all renewals in one transaction, then all commands in one transaction.
     *
     * @return the reports that can never be handled, with the reason
     */
    Map<Report, String> handleAll(List<Report> reports) {
        Map<DispatchNumber, Renewal> renewals = new LinkedHashMap<>();
        List<Report> forSaga = new ArrayList<>();
        for (Report report : reports) {
            switch (report) {
                case Report.Accepted accepted -> add(renewals, Renewal.of(accepted));
                case Report.Heartbeat heartbeat -> add(renewals, Renewal.of(heartbeat));
                case Report.Succeeded _r -> forSaga.add(report);
                case Report.Compensated _r -> forSaga.add(report);
                case Report.Rehearsed _r -> forSaga.add(report);
                case Report.DryRun _r -> forSaga.add(report);
                case Report.BackedUp _r -> forSaga.add(report);
                case Report.Restored _r -> forSaga.add(report);
                case Report.Stopped _r -> forSaga.add(report);
                case Report.Failed _r -> forSaga.add(report);
                case Report.Stale _r -> forSaga.add(report);
                case Report.Rejected _r -> forSaga.add(report);
            }
        }
        if (!renewals.isEmpty()) {
            renew(renewals);
        }
        return forSaga.isEmpty() ? Map.of() : sendToSagas(forSaga);
    }

    private void renew(Map<DispatchNumber, Renewal> renewals) {
        Set<DispatchNumber> others = new HashSet<>(renewals.keySet());
        others.removeAll(leases.renew(renewals.values()));
        if (!others.isEmpty()) {
            unawaited.forEach(kind -> kind.renew(others));
        }
    }

    // The last report of a dispatch has the progress to keep; one without progress does not replace an earlier one.
    private static void add(Map<DispatchNumber, Renewal> renewals, Renewal next) {
        renewals.merge(next.dispatch(), next, (earlier, later) -> later.progress() == null ? earlier : later);
    }

    private static SagaRequest request(Report report, Set<DispatchNumber> progressed) {
        ReportHeader header = report.header();
        return SagaRequest.of(
                header.migration(),
                Requester.coordinator("reported by worker %s".formatted(header.worker())),
                context -> new SagaCommand.HandleReport(context, report, progressed.contains(header.dispatch())));
    }

    /** The dispatches with an unreachable store that made progress before; the saga needs this for no other report. */
    private Set<DispatchNumber> progressed(List<Report> reports) {
        List<DispatchNumber> unreachable = reports.stream()
                .filter(report ->
                        report instanceof Report.Failed failed && failed.failure() instanceof StepFailure.Unreachable)
                .map(report -> report.header().dispatch())
                .toList();
        return unreachable.isEmpty() ? Set.of() : leases.progressed(unreachable);
    }

    private Map<Report, String> sendToSagas(List<Report> reports) {
        Set<DispatchNumber> progressed = progressed(reports);
        List<CommandResult> results = sagas.handleAll(
                reports.stream().map(report -> request(report, progressed)).toList());
        Map<Report, String> refusals = new HashMap<>();
        List<Report> ignored = new ArrayList<>();
        for (int index = 0; index < reports.size(); index++) {
            Report report = reports.get(index);
            CommandResult result = results.get(index);
            refusal(report.header(), result).ifPresent(reason -> refusals.put(report, reason));
            if (result instanceof CommandResult.Accepted accepted
                    && accepted.events().isEmpty()) {
                ignored.add(report);
            }
        }
        if (!ignored.isEmpty()) {
            handleIgnored(ignored);
        }
        return refusals;
    }

    private void handleIgnored(List<Report> ignored) {
        Set<DispatchNumber> handled = unawaited.stream()
                .flatMap(kind -> kind.handle(ignored).stream())
                .collect(Collectors.toSet());
        ignored.stream()
                .map(Report::header)
                .filter(header -> !handled.contains(header.dispatch()))
                .forEach(this::ignoreLate);
    }

    private static Optional<String> refusal(ReportHeader header, CommandResult result) {
        return switch (result) {
            case CommandResult.UnknownMigration _r ->
                Optional.of("there is no migration %s".formatted(header.migration()));
            case CommandResult.Refused(String reason) -> Optional.of(reason);
            case CommandResult.VersionMismatch _r -> throw new IllegalStateException("a report expects no version");
            case CommandResult.Accepted _r -> Optional.empty();
        };
    }

    private void ignoreLate(ReportHeader header) {
        onLateReport.run();
        LOG.atInfo()
                .addKeyValue("migration", header.migration())
                .addKeyValue("step", header.step())
                .addKeyValue("dispatch", header.dispatch())
                .log("Ignored a late or duplicate report");
    }
}
