package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles reports: accepted and heartbeat renew the lease of their dispatch; all others become commands to the saga. */
public final class ReportHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ReportHandler.class);
    private final SagaShell sagas;
    private final JdbcDispatches dispatches;
    private final JdbcLeases leases;
    private final Runnable onLateReport;

    /**
     * @param onLateReport called for each report that changes nothing
     */
    public ReportHandler(SagaShell sagas, JdbcDispatches dispatches, JdbcLeases leases, Runnable onLateReport) {
        this.sagas = sagas;
        this.dispatches = dispatches;
        this.leases = leases;
        this.onLateReport = onLateReport;
    }

    /**
     * Handles a report.
     *
     * @return why the report can never be handled; empty if it was handled
     */
    Optional<String> handle(Report report) {
        return switch (report) {
            case Report.Accepted accepted -> renewLease(() -> leases.renew(accepted));
            case Report.Heartbeat heartbeat -> renewLease(() -> leases.renew(heartbeat));
            case Report.Succeeded _r -> sendToSaga(report);
            case Report.Compensated _r -> sendToSaga(report);
            case Report.Failed _r -> sendToSaga(report);
            case Report.Stale _r -> sendToSaga(report);
            case Report.Rejected _r -> sendToSaga(report);
        };
    }

    private static Optional<String> renewLease(Runnable renewal) {
        renewal.run();
        return Optional.empty();
    }

    private Optional<String> sendToSaga(Report report) {
        ReportHeader header = report.header();
        Optional<String> mismatch = identityMismatch(header);
        if (mismatch.isPresent()) {
            return mismatch;
        }
        CommandResult result = sagas.handle(
                header.migration(),
                Requester.coordinator("reported by worker %s".formatted(header.worker())),
                context -> new SagaCommand.HandleReport(context, report));
        return switch (result) {
            case CommandResult.UnknownMigration _r ->
                Optional.of("there is no migration %s".formatted(header.migration()));
            case CommandResult.Refused(String reason) -> Optional.of(reason);
            case CommandResult.Accepted accepted -> {
                if (accepted.events().isEmpty()) {
                    ignoreLate(header);
                }
                yield Optional.empty();
            }
        };
    }

    private Optional<String> identityMismatch(ReportHeader header) {
        TargetIdentity reported = header.identity();
        return reported == null
                ? Optional.empty()
                : dispatches
                        .boundIdentity(header.dispatch())
                        .filter(bound -> !bound.equals(reported))
                        .map(bound -> "the report is from database %s, but the migration is bound to database %s"
                                .formatted(reported, bound));
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
