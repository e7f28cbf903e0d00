package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles the reports of workers about targets. */
public final class TargetReports {
    private static final Logger LOG = LoggerFactory.getLogger(TargetReports.class);
    private final JdbcTargetRequests requests;
    private final TargetRequestEndings endings;
    private final Transactions transactions;
    private final Duration lease;

    /** @param lease the time within which a worker that still runs reports again */
    TargetReports(
            JdbcTargetRequests requests, TargetRequestEndings endings, Transactions transactions, Duration lease) {
        this.requests = requests;
        this.endings = endings;
        this.transactions = transactions;
        this.lease = lease;
    }

    /**
     * Handles a report, in a transaction of its own. A report on a request that has ended changes nothing, unless it says
     * that the target was changed.
     */
    public void handle(TargetReport report) {
        DispatchNumber dispatch = report.header().dispatch();
        switch (report) {
            case TargetReport.Running _r ->
                transactions.run(() -> {
                    requests.renew(dispatch, lease);
                    return dispatch;
                });
            case TargetReport.Answer answer -> end(report, request -> endings.answered(request, answer));
            case TargetReport.Rejected rejected ->
                end(
                        report,
                        request ->
                                endings.failed(request, "the worker has rejected the request: " + rejected.reason()));
            case TargetReport.Failed failed -> end(report, request -> failed(request, failed.failure()));
        }
    }

    private void end(TargetReport report, Consumer<StoredTargetRequest> ending) {
        boolean isOpen = transactions.run(() -> {
            var request = hasChangedTarget(report)
                    ? requests.lockUnanswered(report.header().dispatch())
                    : requests.lockRequested(report.header().dispatch());
            request.ifPresent(ending);
            return request.isPresent();
        });
        if (!isOpen) {
            LOG.atInfo()
                    .addKeyValue("target", report.header().target())
                    .addKeyValue("dispatch", report.header().dispatch())
                    .log("Ignored a late or duplicate report about a target");
        }
    }

    /** What has happened must be kept, although the coordinator has given the request up meanwhile. */
    private static boolean hasChangedTarget(TargetReport report) {
        return report instanceof TargetReport.Reidentify
                || (report instanceof TargetReport.Uninstall uninstalled
                        && !uninstalled.result().dryRun());
    }

    private void failed(StoredTargetRequest request, StepFailure failure) {
        String finding = "%s: %s".formatted(failure.code(), failure.message());
        DispatchNumber dispatch = request.message().header().dispatch();
        switch (failure) {
            case StepFailure.Permanent _permanent -> endings.failed(request, finding);
            case StepFailure.Transient _transient -> requests.note(dispatch, finding);
            case StepFailure.Unreachable _unreachable -> requests.note(dispatch, finding);
        }
    }
}
