package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Report;
import java.util.concurrent.CompletionStage;

/** Sends reports without waiting for them, in order for each migration. */
public interface ReportPublisher {
    /** Completes once the report is acknowledged, exceptionally if it never will be; throws nothing itself. */
    CompletionStage<?> publish(Report report, TraceContext trace);
}
