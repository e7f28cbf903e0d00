package dev.lockstep.worker.dispatch;

import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.ReportEnvelope;

/** What the dispatchers of all targets of a worker share. */
public record WorkerServices(
        ReportPublisher reports, TargetReportPublisher targetReports, ReportEnvelope envelope, BackupStore backups) {}
