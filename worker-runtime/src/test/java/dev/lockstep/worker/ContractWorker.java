package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Runs commands on one target with the production runner, without Kafka and on the caller's thread. */
public final class ContractWorker implements AutoCloseable, DispatchSignals {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(10);

    private final ConnectedTarget target;
    private final StepRunner runner;
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private final List<String> throttleReasons = new CopyOnWriteArrayList<>();
    private volatile @Nullable String throttledBy;
    private int supersededAfter = Integer.MAX_VALUE;
    private int handedOverAfter = Integer.MAX_VALUE;

    public ContractWorker(ConnectedTarget target, TargetKind kind) {
        this(target, kind, BackupStore.notConfigured());
    }

    public ContractWorker(ConnectedTarget target, TargetKind kind, BackupStore backups) {
        this.target = target;
        this.runner = new StepRunner(
                target,
                StepExecutors.of(kind, target.executors()),
                new StepRunner.Services(reports::add, new ReportEnvelope("contract-worker", UUID::randomUUID), backups),
                CHECK_LIMIT);
    }

    /** Runs the command to its end and returns its last report. */
    public Report run(Command command) {
        runner.run(command, this);
        return reports.getLast();
    }

    /** Returns all reports so far, including accepted reports. */
    public List<Report> reports() {
        return List.copyOf(reports);
    }

    public List<Progress> reportedProgress() {
        return List.copyOf(progress);
    }

    public ConnectedTarget target() {
        return target;
    }

    /** Returns all reasons for which a dispatch was held back so far. */
    public List<String> throttleReasons() {
        return List.copyOf(throttleReasons);
    }

    /** Returns the reason for which the dispatch is held back; null if nothing holds it back. */
    public @Nullable String throttledBy() {
        return throttledBy;
    }

    @Override
    public void throttled(@Nullable String reason) {
        throttledBy = reason;
        if (reason != null) {
            throttleReasons.add(reason);
        }
    }

    /** Supersedes the dispatch after this many progress calls. */
    public void supersedeAfter(int progressCalls) {
        supersededAfter = progressCalls;
    }

    /** Hands the dispatch over to another worker after this many progress calls. */
    void handOverAfter(int progressCalls) {
        handedOverAfter = progressCalls;
    }

    @Override
    public boolean isHandedOver() {
        return progress.size() >= handedOverAfter;
    }

    @Override
    public Progress lastProgress() {
        return progress.isEmpty() ? Progress.NONE : progress.getLast();
    }

    @Override
    public void progress(Progress next) {
        progress.add(next);
    }

    @Override
    public @Nullable String stopReason() {
        if (isHandedOver()) {
            return "the worker is stopping";
        }
        return progress.size() >= supersededAfter ? "a newer dispatch arrived" : null;
    }

    /** Closes the connections, like the end of a process. */
    @Override
    public void close() {
        target.close();
    }
}
