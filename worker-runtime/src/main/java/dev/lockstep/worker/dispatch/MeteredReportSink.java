package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ReportSink;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards the reports of one dispatch, except the accepted report, which it keeps for the heartbeat sender, and
 * records its metrics. Used only by the thread of that dispatch.
 */
final class MeteredReportSink implements ReportSink {
    private static final Logger LOG = LoggerFactory.getLogger(MeteredReportSink.class);

    private final RunningDispatch dispatch;
    private final DispatchMeters meters;
    private final ReportSink next;
    private final Timer.Sample sample;
    private boolean accepted;
    private String outcome = "none";

    MeteredReportSink(RunningDispatch dispatch, DispatchMeters meters, ReportSink next) {
        this.dispatch = dispatch;
        this.meters = meters;
        this.next = next;
        this.sample = meters.start();
    }

    @Override
    public void send(Report report) {
        if (report instanceof Report.Accepted acceptedReport) {
            dispatch.keepAccepted(acceptedReport);
        } else {
            next.send(report);
        }
        record(report);
    }

    /** Records the end of the dispatch, with or without a final report. */
    void dispatchEnded() {
        if (accepted && outcome.equals("none") && dispatch.stopReason() == null) {
            meters.fenceRefusal(command());
        }
        meters.dispatchEnded(command(), sample, outcome);
        LOG.atInfo()
                .addKeyValue("operation", command().step().operation().type())
                .addKeyValue("direction", DispatchMeters.direction(command()))
                .addKeyValue("outcome", outcome)
                .log("dispatch ended");
    }

    private void record(Report report) {
        switch (report) {
            case Report.Accepted _accepted -> accepted = true;
            case Report.Heartbeat _heartbeat -> {}
            case Report.Succeeded succeeded -> recordSucceeded(succeeded);
            case Report.Compensated compensated -> recordCompensated(compensated);
            case Report.DryRun _dryRun -> outcome = "succeeded";
            case Report.Rehearsed _rehearsed -> outcome = "succeeded";
            case Report.BackedUp _backedUp -> outcome = "succeeded";
            case Report.Restored _restored -> outcome = "succeeded";
            case Report.Stopped _stopped -> outcome = "stopped";
            case Report.Failed failed -> recordFailed(failed.failure());
            case Report.Stale _stale -> {
                outcome = "stale";
                meters.stale(command());
            }
            case Report.Rejected _rejected -> outcome = "rejected";
        }
    }

    private void recordSucceeded(Report.Succeeded report) {
        outcome = "succeeded";
        // The result of a finish includes the units of the apply, which are already counted.
        if (accepted && command() instanceof Command.Apply) {
            meters.units(command(), report.result().changed());
        }
    }

    private void recordCompensated(Report.Compensated report) {
        outcome = "compensated";
        if (accepted) {
            meters.units(command(), report.result().restored());
            meters.conflicts(command(), report.result().conflicts());
        }
    }

    private void recordFailed(StepFailure failure) {
        outcome = "failed";
        LOG.atWarn()
                .addKeyValue("failure", failure.code())
                .addKeyValue("reason", failure.message())
                .log("dispatch failed; the coordinator retries or compensates");
        switch (failure) {
            case StepFailure.Transient _transient -> meters.retry(command());
            case StepFailure.Unreachable _unreachable -> meters.retry(command());
            case StepFailure.Permanent _permanent -> {}
        }
    }

    private Command command() {
        return dispatch.command();
    }
}
