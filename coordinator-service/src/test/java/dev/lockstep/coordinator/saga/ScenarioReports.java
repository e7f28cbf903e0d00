package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;

/** Changes the reports of a scenario. */
final class ScenarioReports {
    private ScenarioReports() {}

    /** The same report, about another dispatch. */
    static Report withDispatch(DispatchNumber dispatch, Report report) {
        ReportHeader original = report.header();
        ReportHeader header = new ReportHeader(
                original.protocol(),
                original.messageId(),
                original.migration(),
                original.step(),
                original.target(),
                original.identity(),
                dispatch,
                original.worker());
        return switch (report) {
            case Report.Accepted _r -> new Report.Accepted(header);
            case Report.Heartbeat r -> new Report.Heartbeat(header, r.progress());
            case Report.Succeeded r -> new Report.Succeeded(header, r.result());
            case Report.Compensated r -> new Report.Compensated(header, r.result());
            case Report.Rehearsed r -> new Report.Rehearsed(header, r.result());
            case Report.DryRun r -> new Report.DryRun(header, r.steps());
            case Report.BackedUp r -> new Report.BackedUp(header, r.result());
            case Report.Restored r -> new Report.Restored(header, r.result());
            case Report.Stopped r -> new Report.Stopped(header, r.progress());
            case Report.Failed r -> new Report.Failed(header, r.failure());
            case Report.Stale r -> new Report.Stale(header, r.fence());
            case Report.Rejected r -> new Report.Rejected(header, r.reason());
        };
    }
}
