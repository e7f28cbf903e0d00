package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ReportSink;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports on one dispatch on their way out, counted and logged as they pass; used by the thread of that dispatch alone. */
final class CountedReports implements ReportSink {
    private static final Logger LOG = LoggerFactory.getLogger(CountedReports.class);

    private final RunningDispatch dispatch;
    private final DispatchMeters meters;
    private final ReportSink next;
    private final Timer.Sample sample;
    private boolean executed;
    private String outcome = "none";

    CountedReports(RunningDispatch dispatch, DispatchMeters meters, ReportSink next) {
        this.dispatch = dispatch;
        this.meters = meters;
        this.next = next;
        this.sample = meters.start();
    }

    @Override
    public void send(Report report) {
        next.send(report);
        count(report);
    }

    /** Tells how the dispatch ended, which may be without a report. */
    void ended() {
        if (executed && outcome.equals("none") && dispatch.superseded() == null) {
            meters.fenceRefusal(command());
        }
        meters.ended(command(), sample, outcome);
        LOG.atInfo()
                .addKeyValue("operation", command().step().operation().type())
                .addKeyValue("direction", DispatchMeters.direction(command()))
                .addKeyValue("outcome", outcome)
                .log("dispatch ended");
    }

    private void count(Report report) {
        switch (report) {
            case Report.Accepted _accepted -> executed = true;
            case Report.Heartbeat _heartbeat -> {}
            case Report.Succeeded succeeded -> succeeded(succeeded);
            case Report.Compensated compensated -> compensated(compensated);
            case Report.Failed failed -> failed(failed.failure());
            case Report.Stale _stale -> {
                outcome = "stale";
                meters.stale(command());
            }
            case Report.Rejected _rejected -> outcome = "rejected";
        }
    }

    private void succeeded(Report.Succeeded report) {
        outcome = "succeeded";
        // A finish answers with the whole step, whose units the apply has counted.
        if (executed && command() instanceof Command.Apply) {
            meters.units(command(), report.result().changed());
        }
    }

    private void compensated(Report.Compensated report) {
        outcome = "compensated";
        if (executed) {
            meters.units(command(), report.result().restored());
            meters.conflicts(command(), report.result().conflicts());
        }
    }

    private void failed(StepFailure failure) {
        outcome = "failed";
        LOG.atWarn()
                .addKeyValue("code", failure.code())
                .addKeyValue("reason", failure.message())
                .log("dispatch failed; the coordinator tries again or compensates");
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
