package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.TargetRequestRunner;
import dev.lockstep.worker.target.ServedTarget;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Answers the requests about one target that are not about a step, one after another, so that they use one connection of
 * the target. A worker that ends does not finish them; the coordinator sends them again.
 */
public final class TargetRequestDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRequestDispatcher.class);

    private final ServedTarget target;
    private final TargetReportPublisher reports;
    private final ReportEnvelope envelope;
    private final HeartbeatSender heartbeats;
    private final Set<DispatchNumber> running = ConcurrentHashMap.newKeySet();
    private final Semaphore permits = new Semaphore(1, true);

    TargetRequestDispatcher(ServedTarget target, WorkerServices services, HeartbeatSender heartbeats) {
        this.target = target;
        this.reports = services.targetReports();
        this.envelope = services.envelope();
        this.heartbeats = heartbeats;
    }

    /** Starts the request and returns without waiting for it. Drops a redelivered one that still runs. */
    public void submit(TargetRequest request, TraceHeaders trace) {
        TargetRequestHeader header = request.header();
        if (!header.target().equals(target.name())) {
            reject(
                    header,
                    "the request is about target %s; this topic belongs to target %s"
                            .formatted(header.target(), target.name()),
                    trace);
        } else if (running.add(header.dispatch())) {
            Thread.ofVirtual().name("request-" + header.dispatch()).start(() -> run(request, trace));
        } else {
            LOG.atInfo()
                    .addKeyValue("target", target.name())
                    .addKeyValue("dispatch", header.dispatch())
                    .log("redelivered request dropped; it still runs");
        }
    }

    /** Reports a request that no worker of this kind can run as rejected. */
    public void reject(TargetRequestHeader header, String reason, TraceHeaders trace) {
        LOG.atWarn()
                .addKeyValue("target", header.target())
                .addKeyValue("dispatch", header.dispatch())
                .addKeyValue("reason", reason)
                .log("request rejected");
        reports.publish(new TargetReport.Rejected(envelope.headerFor(header, null), reason), trace);
    }

    private void run(TargetRequest request, TraceHeaders trace) {
        TargetRequestHeader header = request.header();
        try (MDC.MDCCloseable _ = MDC.putCloseable("target", header.target().value());
                MDC.MDCCloseable _ =
                        MDC.putCloseable("dispatch", header.dispatch().toString());
                MDC.MDCCloseable _ = MDC.putCloseable("requester", String.valueOf(header.requester()));
                HeartbeatSender.HeartbeatSchedule _ = heartbeats.schedule(
                        header.lease(),
                        () -> reports.publish(new TargetReport.Running(envelope.headerFor(header, null)), trace))) {
            permits.acquireUninterruptibly();
            try (ServedTarget.Use used = target.use()) {
                new TargetRequestRunner(used.connection(), envelope)
                        .run(request)
                        .ifPresent(report -> publish(request, report, trace));
            } finally {
                permits.release();
            }
        } finally {
            running.remove(header.dispatch());
        }
    }

    private void publish(TargetRequest request, TargetReport report, TraceHeaders trace) {
        LOG.atInfo()
                .addKeyValue("request", request.type())
                .addKeyValue("answer", report.getClass().getSimpleName())
                .log("request ended");
        reports.publish(report, trace);
    }
}
