package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.system.simulation.TransitionCoverage.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs the simulated processes, injects faults into their port calls and counts both. */
final class SimulationRuntime {
    private static final long MAX_PAUSE_MILLIS = 60_000;
    private static final long MAX_RESTART_MILLIS = 15_000;
    private static final long MAX_INTERLEAVING_MILLIS = 400;
    private final List<Runnable> crashListeners = new ArrayList<>();
    private final SimulatedScheduler scheduler = new SimulatedScheduler();
    private final TransitionCoverage coverage = new TransitionCoverage();
    private final SeededRandom random;
    private Function<MigrationId, String> stateNames = _ -> "unknown";

    SimulationRuntime(SeededRandom random) {
        this.random = random;
    }

    SimulatedScheduler scheduler() {
        return scheduler;
    }

    TransitionCoverage coverage() {
        return coverage;
    }

    SeededRandom random() {
        return random;
    }

    long now() {
        return scheduler.now();
    }

    /** A call from the current process to another one; the process may crash, pause or be interleaved here. */
    void portCall() {
        TaskExecution execution = scheduler.current();
        if (injects(Fault.CRASH)) {
            crash(execution.process());
            throw new SimulatedCrash();
        }
        if (scheduler.canAdvance()) {
            runOtherProcesses(execution.process());
            execution.ensureProcessNotRestarted();
        }
    }

    /** Whether the fault occurs in the current task; if it does, it is counted. */
    boolean injects(Fault fault) {
        if (!random.occurs(fault)) {
            return false;
        }
        recordFault(fault);
        return true;
    }

    /** Counts a fault for the cell of the current task, or keeps it until the task has a cell. */
    void recordFault(Fault fault) {
        TaskExecution execution = scheduler.current();
        Cell cell = execution.cell();
        if (cell == null) {
            execution.pendingFaults().add(fault);
        } else {
            coverage.record(cell, fault);
        }
    }

    /** Counts a command that the current task handles, with the faults that occurred before. */
    void recordCommand(Cell cell) {
        TaskExecution execution = scheduler.current();
        coverage.record(cell);
        execution.pendingFaults().forEach(fault -> coverage.record(cell, fault));
        execution.pendingFaults().clear();
        execution.setCell(cell);
    }

    /** The name of the current state of a migration. */
    String stateNameOf(MigrationId migration) {
        return stateNames.apply(migration);
    }

    void useStateNames(Function<MigrationId, String> source) {
        stateNames = source;
    }

    void onCrash(Runnable listener) {
        crashListeners.add(listener);
    }

    /** Starts a process that is started again after each crash. */
    SimulatedProcess startProcess(String name, Consumer<SimulatedProcess> startTask) {
        SimulatedProcess process = new SimulatedProcess(name);
        process.onStart(() -> startTask.accept(process));
        scheduler.schedule(0, process, process::start);
        return process;
    }

    /** Ends the current process; it starts again after a while. */
    SimulatedCrash crashCurrentProcess() {
        crash(scheduler.current().process());
        return new SimulatedCrash();
    }

    private void crash(SimulatedProcess process) {
        long downtime = random.between(500, MAX_RESTART_MILLIS);
        process.crashUntil(now() + downtime);
        scheduler.schedule(downtime, process, process::start);
        crashListeners.forEach(Runnable::run);
    }

    private void runOtherProcesses(SimulatedProcess process) {
        if (injects(Fault.PAUSE)) {
            long pause = random.between(1_000, MAX_PAUSE_MILLIS);
            process.pauseUntil(now() + pause);
            scheduler.advance(pause);
        } else if (injects(Fault.INTERLEAVED)) {
            scheduler.advance(random.between(1, MAX_INTERLEAVING_MILLIS));
        }
    }
}
