package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.StepRunner;
import dev.lockstep.worker.target.ServedTarget;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the commands of one target off the thread that received them; each runs on a virtual thread of its own. */
public final class TargetDispatches {
    private static final Logger LOG = LoggerFactory.getLogger(TargetDispatches.class);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(30);

    private final ServedTarget target;
    private final ReportPublisher reports;
    private final ReportEnvelope envelope;
    private final Heartbeats heartbeats;
    private final DispatchMeters meters;
    private final RunningDispatches running = new RunningDispatches();
    private final PreflightGate gate = new PreflightGate();

    TargetDispatches(
            ServedTarget target,
            ReportPublisher reports,
            ReportEnvelope envelope,
            Heartbeats heartbeats,
            DispatchMeters meters) {
        this.target = target;
        this.reports = reports;
        this.envelope = envelope;
        this.heartbeats = heartbeats;
        this.meters = meters;
    }

    public ServedTarget target() {
        return target;
    }

    /** Returns at once, with the command at work. */
    public void handOver(Command command, TraceContext trace) {
        if (!command.header().target().equals(target.name())) {
            reject(command.header(), "this is target %s".formatted(target.name()), trace);
            return;
        }
        RunningDispatch dispatch = new RunningDispatch(command, heartbeats.now());
        running.begin(dispatch);
        Thread.ofVirtual()
                .name("dispatch-" + command.header().dispatch())
                .uncaughtExceptionHandler((_, thrown) -> died(dispatch, thrown))
                .start(() -> run(dispatch, trace));
    }

    /** Tells the sender of a command that no worker of this kind will ever take it. */
    public void reject(CommandHeader header, String reason, TraceContext trace) {
        LOG.atWarn()
                .addKeyValue("migration", header.migration())
                .addKeyValue("dispatch", header.dispatch())
                .addKeyValue("reason", reason)
                .log("command rejected");
        reports.publish(new Report.Rejected(envelope.answering(header, null), reason), trace);
    }

    /** Has everything under way give way at its next checkpoint. */
    void giveWay(String reason) {
        running.allGiveWay(reason);
    }

    /** Returns once nothing is under way, or the monotonic clock is past the end. */
    void awaitNone(long end) throws InterruptedException {
        running.awaitNone(end);
        if (running.size() > 0) {
            LOG.atWarn().addKeyValue("target", target.name()).log("stopped in mid-step; the lease will lapse");
        }
    }

    private void run(RunningDispatch dispatch, TraceContext trace) {
        CountedReports counted = new CountedReports(dispatch, meters, report -> reports.publish(report, trace));
        try (LogFields _ = LogFields.of(dispatch.header());
                Heartbeats.Beating _ = heartbeats.begin(dispatch, report -> reports.publish(report, trace))) {
            StepRunner runner = new StepRunner(target.connection(), target.executors(), counted, envelope, CHECK_LIMIT);
            gate.pass(dispatch.command(), () -> runner.run(dispatch.command(), dispatch));
            counted.ended();
        } finally {
            running.end(dispatch);
        }
    }

    private static void died(RunningDispatch dispatch, Throwable thrown) {
        LOG.atError()
                .addKeyValue("migration", dispatch.header().migration())
                .addKeyValue("dispatch", dispatch.header().dispatch())
                .setCause(thrown)
                .log("dispatch died without a report; its lease will lapse and a new one will go on from the journal");
    }
}
