package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.StepRunner;
import dev.lockstep.worker.WorkerErrors;
import dev.lockstep.worker.target.ServedTarget;
import dev.lockstep.worker.target.TargetRemovedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of one target, each on its own virtual thread. */
public final class TargetDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(TargetDispatcher.class);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(30);

    private final ServedTarget target;
    private final ReportPublisher reports;
    private final ReportEnvelope envelope;
    private final HeartbeatSender heartbeats;
    private final DispatchMeters meters;
    private final BackupStore backups;
    private final AbandonedCopies abandonedCopies;
    private final TargetRequestDispatcher requests;
    private final RunningDispatches running = new RunningDispatches();
    private final PreflightLimiter preflights = new PreflightLimiter();

    TargetDispatcher(ServedTarget target, WorkerServices services, HeartbeatSender heartbeats, DispatchMeters meters) {
        this.target = target;
        this.reports = services.reports();
        this.envelope = services.envelope();
        this.backups = services.backups();
        this.heartbeats = heartbeats;
        this.meters = meters;
        this.abandonedCopies = new AbandonedCopies(target, meters);
        this.requests = new TargetRequestDispatcher(target, services, heartbeats);
    }

    public ServedTarget target() {
        return target;
    }

    /** Answers the requests about this target. */
    public TargetRequestDispatcher requests() {
        return requests;
    }

    /** The copies of this target that killed workers have left. */
    AbandonedCopies abandonedCopies() {
        return abandonedCopies;
    }

    /** Starts the command and returns without waiting for it. Drops a redelivered dry run, backup, restore or purge that still runs. */
    public void submit(Command command, TraceHeaders trace) {
        if (!command.header().target().equals(target.name())) {
            reject(
                    command.header(),
                    "the command is for target %s; this topic belongs to target %s"
                            .formatted(command.header().target(), target.name()),
                    trace);
            return;
        }
        if (target.isRemoved()) {
            reject(command.header(), TargetRemovedException.reason(target.name()), trace);
            return;
        }
        RunningDispatch dispatch = new RunningDispatch(command, heartbeats.now());
        if (!running.add(dispatch)) {
            LOG.atInfo()
                    .addKeyValue("migration", command.header().migration())
                    .addKeyValue("dispatch", command.header().dispatch())
                    .log("redelivered command dropped; its dispatch still runs");
            return;
        }
        Thread.ofVirtual()
                .name("dispatch-" + command.header().dispatch())
                .uncaughtExceptionHandler((_, thrown) -> reportCrash(dispatch, thrown, trace))
                .start(() -> run(dispatch, trace));
    }

    /** Reports a command that no worker of this kind can run as rejected. */
    public void reject(CommandHeader header, String reason, TraceHeaders trace) {
        LOG.atWarn()
                .addKeyValue("migration", header.migration())
                .addKeyValue("dispatch", header.dispatch())
                .addKeyValue("reason", reason)
                .log("command rejected");
        reports.publish(new Report.Rejected(envelope.headerFor(header, null), reason), trace);
    }

    /** Stops all running dispatches at their next checkpoint, so that other workers continue them. */
    void handOverAll(String reason) {
        running.requestHandOverOfAll(reason);
    }

    /** Waits until no dispatch is running, but not beyond the deadline, a value of {@link System#nanoTime}. */
    void awaitIdle(long deadline) throws InterruptedException {
        running.awaitEmpty(deadline);
        if (running.size() > 0) {
            LOG.atWarn()
                    .addKeyValue("target", target.name())
                    .log("worker stopped while a dispatch was running; its lease lapses");
        }
    }

    private void run(RunningDispatch dispatch, TraceHeaders trace) {
        MeteredReportSink sink = new MeteredReportSink(dispatch, meters, report -> reports.publish(report, trace));
        try (DispatchLogContext _ = DispatchLogContext.of(dispatch.header());
                ServedTarget.Use used = target.use();
                HeartbeatSender.HeartbeatSchedule _ =
                        heartbeats.schedule(dispatch, report -> reports.publish(report, trace))) {
            dispatch.useThrottleListener(throttleListener(dispatch, trace));
            StepRunner runner = new StepRunner(
                    used.connection(),
                    used.executors(),
                    new StepRunner.Services(sink, envelope, backups, abandonedCopies::count),
                    CHECK_LIMIT);
            preflights.run(dispatch.command(), () -> runner.run(dispatch.command(), dispatch));
            sink.dispatchEnded();
        } finally {
            running.remove(dispatch);
        }
    }

    private ThrottleListener throttleListener(RunningDispatch dispatch, TraceHeaders trace) {
        return new ThrottleListener() {
            @Override
            public void changed() {
                LOG.atInfo()
                        .addKeyValue("reason", dispatch.progress().throttledBy())
                        .log("dispatch held back, or going on");
                heartbeats.sendSoon(dispatch, report -> reports.publish(report, trace));
            }

            @Override
            public void held(String reason, long millis) {
                meters.held(dispatch.command(), reason, millis);
            }
        };
    }

    /**
     * Reports an error outside the runner. Without a report, the coordinator would dispatch the step again and again.
     */
    private void reportCrash(RunningDispatch dispatch, Throwable thrown, TraceHeaders trace) {
        LOG.atError()
                .addKeyValue("migration", dispatch.header().migration())
                .addKeyValue("dispatch", dispatch.header().dispatch())
                .setCause(thrown)
                .log("dispatch failed with an error of the worker");
        // The effect is not known here. With NONE, a compensation goes by what the journal has.
        WorkerErrors.failureOf(Effect.NONE, thrown)
                .filter(_failure -> dispatch.stopReason() == null)
                .ifPresent(failure -> reports.publish(
                        new Report.Failed(envelope.headerFor(dispatch.header(), null), failure), trace));
    }
}
