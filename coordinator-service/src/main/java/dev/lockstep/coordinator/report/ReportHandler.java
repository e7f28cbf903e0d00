package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.dispatch.JdbcLeases.Renewal;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles reports: accepted and heartbeat renew the lease of their dispatch; all others become commands to the saga.
 */
public final class ReportHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ReportHandler.class);
    private final SagaShell sagas;
    private final JdbcLeases leases;
    private final Runnable onLateReport;

    /**
     * @param onLateReport called for each report that changes nothing
     */
    public ReportHandler(SagaShell sagas, JdbcLeases leases, Runnable onLateReport) {
        this.sagas = sagas;
        this.leases = leases;
        this.onLateReport = onLateReport;
    }

    /**
     * Handles reports in their order: all renewals in one transaction, then all commands in one transaction.
     *
     * @return for each report, in the same order, why it can never be handled; empty if it was handled
     */
    List<Optional<String>> handleAll(List<Report> reports) {
        Map<DispatchNumber, Renewal> renewals = new LinkedHashMap<>();
        List<SagaRequest> requests = new ArrayList<>();
        for (Report report : reports) {
            switch (report) {
                case Report.Accepted accepted -> add(renewals, Renewal.of(accepted));
                case Report.Heartbeat heartbeat -> add(renewals, Renewal.of(heartbeat));
                case Report.Succeeded _r -> requests.add(request(report));
                case Report.Compensated _r -> requests.add(request(report));
                case Report.Failed _r -> requests.add(request(report));
                case Report.Stale _r -> requests.add(request(report));
                case Report.Rejected _r -> requests.add(request(report));
            }
        }
        if (!renewals.isEmpty()) {
            leases.renew(renewals.values());
        }
        return results(reports, requests.isEmpty() ? List.of() : sagas.handleAll(requests));
    }

    // The last report of a dispatch has the progress to keep; one without progress does not replace an earlier one.
    private static void add(Map<DispatchNumber, Renewal> renewals, Renewal next) {
        renewals.merge(next.dispatch(), next, (earlier, later) -> later.progress() == null ? earlier : later);
    }

    private static SagaRequest request(Report report) {
        ReportHeader header = report.header();
        return SagaRequest.of(
                header.migration(),
                Requester.coordinator("reported by worker %s".formatted(header.worker())),
                context -> new SagaCommand.HandleReport(context, report));
    }

    private List<Optional<String>> results(List<Report> reports, List<CommandResult> results) {
        Iterator<CommandResult> next = results.iterator();
        return reports.stream()
                .map(report -> report instanceof Report.Accepted || report instanceof Report.Heartbeat
                        ? Optional.<String>empty()
                        : refusal(report.header(), next.next()))
                .toList();
    }

    private Optional<String> refusal(ReportHeader header, CommandResult result) {
        return switch (result) {
            case CommandResult.UnknownMigration _r ->
                Optional.of("there is no migration %s".formatted(header.migration()));
            case CommandResult.Refused(String reason) -> Optional.of(reason);
            case CommandResult.VersionMismatch _r -> throw new IllegalStateException("a report expects no version");
            case CommandResult.Accepted accepted -> {
                if (accepted.events().isEmpty()) {
                    ignoreLate(header);
                }
                yield Optional.empty();
            }
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
