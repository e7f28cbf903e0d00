package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Report;

/** Accepts reports and keeps their order. If a report is lost, the lease of its dispatch lapses. */
public interface ReportSink {
    void send(Report report);
}
