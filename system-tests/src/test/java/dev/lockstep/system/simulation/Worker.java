package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.system.simulation.Census.Cell;
import dev.lockstep.worker.DispatchSignals;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.StepExecutors;
import dev.lockstep.worker.StepRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One worker process of one target, around the production runner. */
final class Worker {
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(10);
    private final World world;
    private final Reports reports;
    private final StepRunner runner;
    private final SimulatedProcess process;
    private final String name;
    private final Twin twin;
    private final List<Running> running = new ArrayList<>();
    private long messages;

    Worker(World world, StoreConnection connection, Reports reports, String name, Twin twin) {
        this.world = world;
        this.twin = twin;
        this.reports = reports;
        this.name = name;
        this.process = world.started(name, _ -> running.clear());
        this.runner = new StepRunner(
                connection,
                StepExecutors.of(connection.store().kind(), connection.executors()),
                this::report,
                new ReportEnvelope(name, this::messageId),
                CHECK_LIMIT);
    }

    SimulatedProcess process() {
        return process;
    }

    /** Takes a command over; once this returns the offset is committed, and the command is only in memory. */
    void take(Command command) {
        world.port();
        if (raisesTheFence(command)) {
            running.forEach(other -> other.giveWayTo(command.header().dispatch()));
        }
        world.timeline().in(1, process, () -> run(new Running(command)));
    }

    private void run(Running run) {
        running.add(run);
        world.timeline().current().isAt(cellOf(run.command));
        beat(run);
        if (isSkipped(run.command)) {
            reports.send(new Report.Compensated(headerFor(run.command), CompensationResult.NOTHING));
        } else {
            runner.run(run.command, run);
        }
        run.over = true;
        running.remove(run);
    }

    private void beat(Running run) {
        Duration third = run.command.header().lease().dividedBy(3);
        world.timeline().in(third.toMillis(), process, () -> {
            if (!run.over) {
                if (reports.send(new Report.Heartbeat(headerFor(run.command), run.progress))) {
                    run.acknowledged = world.now();
                }
                beat(run);
            }
        });
    }

    private void report(Report report) {
        world.port();
        reports.send(report);
    }

    private ReportHeader headerFor(Command command) {
        var header = command.header();
        return new ReportHeader(
                Protocol.VERSION,
                messageId(),
                header.migration(),
                header.step(),
                header.target(),
                null,
                header.dispatch(),
                name);
    }

    private UUID messageId() {
        return new UUID(name.hashCode(), messages++);
    }

    private Cell cellOf(Command command) {
        return new Cell(
                world.whereabouts(command.header().migration()),
                "(worker) " + command.getClass().getSimpleName());
    }

    private boolean isSkipped(Command command) {
        return twin == Twin.A_COMPENSATION_SKIPPED
                && command instanceof Command.Compensate
                && command.step().id().value().endsWith("1");
    }

    private static boolean raisesTheFence(Command command) {
        return switch (command) {
            case Command.Apply _c -> true;
            case Command.Compensate _c -> true;
            case Command.Finish _c -> true;
            case Command.Preflight _c -> false;
            case Command.Purge _c -> false;
        };
    }

    /** Where reports go, and whether the broker has acknowledged it. */
    interface Reports {
        boolean send(Report report);
    }

    /** A command at work in this process. */
    private final class Running implements DispatchSignals {
        private final Command command;
        private long acknowledged = world.now();
        private Progress progress = Progress.NONE;
        private @Nullable String reason;
        private boolean over;

        Running(Command command) {
            this.command = command;
        }

        void giveWayTo(DispatchNumber newer) {
            if (raisesTheFence(command) && command.header().dispatch().isBelow(newer)) {
                reason = "dispatch %s came".formatted(newer);
            }
        }

        @Override
        public void progress(Progress next) {
            progress = next;
        }

        @Override
        public @Nullable String superseded() {
            long silence = world.now() - acknowledged;
            return reason == null && silence > command.header().lease().toMillis() * 2 / 3
                    ? "the lease is lost"
                    : reason;
        }
    }
}
