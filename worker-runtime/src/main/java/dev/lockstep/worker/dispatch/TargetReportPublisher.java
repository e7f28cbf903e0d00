package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.TargetReport;

/** Publishes reports about targets asynchronously, in order per target. */
public interface TargetReportPublisher {
    /** Does not throw; a report that cannot be published is logged, and the coordinator sends its request again. */
    void publish(TargetReport report, TraceHeaders trace);
}
