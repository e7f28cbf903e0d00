package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Report;

/** Where a worker's reports go, in the order in which they are sent; a report that is lost costs a lease, no more. */
public interface ReportSink {
    void send(Report report);
}
