package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.TargetRequestRunner;
import dev.lockstep.worker.target.ServedTarget;
import dev.lockstep.worker.target.TargetRemovedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Answers the requests about one target that are not about a step, one after another, so that they use one connection of
 * the target. A worker that ends does not finish them; the coordinator sends them again.
 */
public final class TargetRequestDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRequestDispatcher.class);
    private static final Duration IN_USE_LIMIT = Duration.ofSeconds(10);

    private final ServedTarget target;
    private final TargetReportPublisher reports;
    private final ReportEnvelope envelope;
    private final HeartbeatSender heartbeats;
    private final Set<DispatchNumber> running = ConcurrentHashMap.newKeySet();
    private final Semaphore permits = new Semaphore(1, true);
    /** The report of the uninstallation, for a request that is sent again. */
    private volatile @Nullable TargetReport uninstalled;

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
            try {
                runAlone(request, trace);
            } finally {
                permits.release();
            }
        } finally {
            running.remove(header.dispatch());
        }
    }

    private void runAlone(TargetRequest request, TraceHeaders trace) {
        TargetReport last = uninstalled;
        if (last == null) {
            report(request).ifPresent(report -> publish(request, report, trace));
        } else if (last.header().dispatch().equals(request.header().dispatch())) {
            reports.publish(last, trace);
        } else {
            reject(request.header(), TargetRemovedException.reason(target.name()), trace);
        }
    }

    private Optional<TargetReport> report(TargetRequest request) {
        boolean isUninstallation = request instanceof TargetRequest.Uninstall asked && !asked.dryRun();
        try (ServedTarget.Use used = isUninstallation ? target.useAlone(IN_USE_LIMIT) : target.use()) {
            Optional<TargetReport> report = new TargetRequestRunner(used.connection(), envelope).run(request);
            if (report.orElse(null) instanceof TargetReport.Reidentify) {
                target.requestCheck();
            }
            if (isUninstallation && report.orElse(null) instanceof TargetReport.Uninstall done) {
                // Before others can use the target again, which would create the journal again.
                target.remove();
                uninstalled = done;
            }
            return report;
        } catch (OperationFailed inUse) {
            return Optional.of(new TargetReport.Failed(envelope.headerFor(request.header(), null), inUse.failure()));
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
