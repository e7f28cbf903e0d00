package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Report;

/** Accepts reports and keeps their order. A lost report has no effect but a lapsed lease. */
public interface ReportSink {
    void send(Report report);
}
