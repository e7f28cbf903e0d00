package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Report;

/** Accepts reports and keeps their order. A lost report only makes the lease of its dispatch lapse. */
public interface ReportSink {
    void send(Report report);
}
