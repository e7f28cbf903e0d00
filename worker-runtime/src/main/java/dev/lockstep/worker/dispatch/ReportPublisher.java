package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.protocol.Report;
import java.util.concurrent.CompletionStage;

/** Publishes reports asynchronously, in order per migration. */
public interface ReportPublisher {
    /** Returns a stage that completes after the acknowledgement, or exceptionally after a failure; does not throw. */
    CompletionStage<?> publish(Report report, TraceHeaders trace);
}
