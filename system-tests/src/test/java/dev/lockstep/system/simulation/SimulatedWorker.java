package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.system.simulation.TransitionCoverage.Cell;
import dev.lockstep.worker.DispatchSignals;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.StepExecutors;
import dev.lockstep.worker.StepRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A worker process of one target, with the production runner. */
final class SimulatedWorker {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(10);
    private final SimulationRuntime runtime;
    private final ReportChannel reports;
    private final InjectedFailures failures;
    private final StepRunner runner;
    private final SimulatedProcess process;
    private final String name;
    private final Defect defect;
    private final List<RunningDispatch> running = new ArrayList<>();
    private long messages;

    SimulatedWorker(
            String name,
            SimulationRuntime runtime,
            SimulatedStoreConnection connection,
            ReportChannel reports,
            Defect defect) {
        this.name = name;
        this.runtime = runtime;
        this.defect = defect;
        this.reports = reports;
        this.failures = connection.failures();
        this.process = runtime.startProcess(name, _ -> running.clear());
        this.runner = new StepRunner(
                connection,
                StepExecutors.of(connection.store().kind(), connection.executors()),
                new StepRunner.Services(
                        this::sendReport,
                        new ReportEnvelope(name, this::nextMessageId),
                        new SimulatedBackups(runtime, connection, defect)),
                CHECK_LIMIT);
    }

    /** Sends reports to the broker; returns whether the broker has acknowledged the report. */
    interface ReportChannel {
        boolean send(Report report);
    }

    SimulatedProcess process() {
        return process;
    }

    /** Accepts a command. Its offset is then committed, so the command exists only in the memory of this process. */
    void accept(Command command) {
        runtime.portCall();
        if (raisesFence(command)) {
            running.forEach(other -> other.supersedeBy(command.header().dispatch()));
        }
        runtime.scheduler().schedule(1, process, () -> run(new RunningDispatch(command)));
    }

    private void run(RunningDispatch dispatch) {
        running.add(dispatch);
        runtime.scheduler().current().setCell(cellOf(dispatch.command));
        scheduleHeartbeat(dispatch);
        if (runtime.injects(Fault.HANDED_OVER)) {
            runtime.scheduler().schedule(runtime.random().between(1, 1_000), process, () -> dispatch.handedOver = true);
        }
        if (isSkippedByDefect(dispatch.command)) {
            reports.send(new Report.Compensated(headerFor(dispatch.command), CompensationResult.NOTHING));
        } else {
            runner.run(dispatch.command, dispatch);
        }
        dispatch.ended = true;
        running.remove(dispatch);
    }

    private void scheduleHeartbeat(RunningDispatch dispatch) {
        Duration third = dispatch.command.header().lease().dividedBy(3);
        runtime.scheduler().schedule(third.toMillis(), process, () -> {
            if (!dispatch.ended) {
                if (reports.send(new Report.Heartbeat(headerFor(dispatch.command), dispatch.progress))) {
                    dispatch.acknowledgedAt = runtime.now();
                }
                scheduleHeartbeat(dispatch);
            }
        });
    }

    private void sendReport(Report report) {
        runtime.portCall();
        reports.send(report);
        if (report instanceof Report.Accepted && endsWorker(report.header().dispatch())) {
            throw runtime.crashCurrentProcess();
        }
    }

    private boolean endsWorker(DispatchNumber number) {
        return running.stream()
                .map(dispatch -> dispatch.command)
                .filter(command -> command.header().dispatch().equals(number))
                .anyMatch(this::endsWorker);
    }

    private boolean endsWorker(Command command) {
        return switch (command) {
            case Command.Apply _c ->
                failures.isInjected(FailurePoint.WORKER_IN_APPLY, command.step().id());
            case Command.Compensate _c ->
                failures.isInjected(
                        FailurePoint.WORKER_IN_COMPENSATION, command.step().id());
            case Command.Preflight _c -> false;
            case Command.Finish _c -> false;
            case Command.Rehearse _c -> false;
            case Command.DryRun _c -> false;
            case Command.Backup _c -> false;
            case Command.Restore _c -> false;
            case Command.Check _c -> false;
            case Command.Erase _c -> false;
            case Command.Purge _c -> false;
        };
    }

    private ReportHeader headerFor(Command command) {
        var header = command.header();
        return new ReportHeader(
                Protocol.VERSION,
                nextMessageId(),
                header.migration(),
                header.step(),
                header.target(),
                null,
                header.dispatch(),
                name);
    }

    private UUID nextMessageId() {
        return new UUID(name.hashCode(), messages++);
    }

    private Cell cellOf(Command command) {
        return new Cell(
                runtime.stateNameOf(command.header().migration()),
                "(worker) " + command.getClass().getSimpleName());
    }

    private boolean isSkippedByDefect(Command command) {
        return defect == Defect.COMPENSATION_SKIPPED
                && command instanceof Command.Compensate
                && command.step().id().value().endsWith("1");
    }

    private static boolean raisesFence(Command command) {
        return switch (command) {
            case Command.Apply _c -> true;
            case Command.Compensate _c -> true;
            case Command.Finish _c -> true;
            case Command.Preflight _c -> false;
            case Command.Rehearse _c -> false;
            case Command.DryRun _c -> false;
            case Command.Backup _c -> false;
            case Command.Restore _c -> false;
            case Command.Check _c -> false;
            case Command.Erase _c -> false;
            case Command.Purge _c -> false;
        };
    }

    /** A dispatch that this process runs. */
    private final class RunningDispatch implements DispatchSignals {
        private final Command command;
        private long acknowledgedAt = runtime.now();
        private Progress progress = Progress.NONE;
        private @Nullable String supersededReason;
        private boolean handedOver;
        private boolean ended;

        RunningDispatch(Command command) {
            this.command = command;
        }

        void supersedeBy(DispatchNumber newer) {
            if (raisesFence(command) && command.header().dispatch().isBelow(newer)) {
                supersededReason = "dispatch %s arrived".formatted(newer);
            }
        }

        @Override
        public void progress(Progress next) {
            progress = next;
        }

        @Override
        public boolean isHandedOver() {
            return handedOver && supersededReason == null;
        }

        @Override
        public Progress lastProgress() {
            return progress;
        }

        @Override
        public @Nullable String stopReason() {
            if (isHandedOver()) {
                return "the worker is stopping";
            }
            long silence = runtime.now() - acknowledgedAt;
            return supersededReason == null
                            && silence > command.header().lease().toMillis() * 2 / 3
                    ? "no heartbeat was acknowledged for two thirds of the lease"
                    : supersededReason;
        }
    }
}
