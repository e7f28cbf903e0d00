package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.system.simulation.Census.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where every process meets the others, and its fate: every call of a port goes through {@link #port}. */
final class World {
    private static final long LONGEST_PAUSE = 60_000;
    private static final long LONGEST_RESTART = 15_000;
    private final List<Runnable> deaths = new ArrayList<>();
    private final Timeline timeline = new Timeline();
    private final Census census = new Census();
    private final Fate fate;
    private Function<MigrationId, String> whereabouts = _ -> "nowhere";

    World(Fate fate) {
        this.fate = fate;
    }

    Timeline timeline() {
        return timeline;
    }

    Census census() {
        return census;
    }

    Fate fate() {
        return fate;
    }

    long now() {
        return timeline.now();
    }

    /** Before or after a call leaves the process that is running: the moment at which it may die, stop or be overtaken. */
    void port() {
        Execution execution = timeline.current();
        if (strikes(Fault.CRASH)) {
            kill(execution.process());
            throw new Crash();
        }
        if (timeline.canPass()) {
            pass(execution.process());
            execution.stillAlive();
        }
    }

    /** Whether the fault strikes what is running now; counted for the saga that it is about. */
    boolean strikes(Fault fault) {
        if (!fate.strikes(fault)) {
            return false;
        }
        struck(fault);
        return true;
    }

    /** Notes a fault that strikes what is running now. */
    void struck(Fault fault) {
        Execution execution = timeline.current();
        Cell cell = execution.cell();
        if (cell == null) {
            execution.met().add(fault);
        } else {
            census.met(cell, fault);
        }
    }

    /** What is running now brings a command to a saga. */
    void isAt(Cell cell) {
        Execution execution = timeline.current();
        census.met(cell);
        execution.met().forEach(fault -> census.met(cell, fault));
        execution.met().clear();
        execution.isAt(cell);
    }

    /** The state that a migration is in, by name. */
    String whereabouts(MigrationId migration) {
        return whereabouts.apply(migration);
    }

    void asks(Function<MigrationId, String> database) {
        whereabouts = database;
    }

    void onDeath(Runnable task) {
        deaths.add(task);
    }

    /** A process that is there from now on, and comes again after each death. */
    SimulatedProcess started(String name, Consumer<SimulatedProcess> boot) {
        SimulatedProcess process = new SimulatedProcess(name);
        process.boots(() -> boot.accept(process));
        timeline.in(0, process, process::boot);
        return process;
    }

    private void kill(SimulatedProcess process) {
        long rest = fate.between(500, LONGEST_RESTART);
        process.dieUntil(now() + rest);
        timeline.in(rest, process, process::boot);
        deaths.forEach(Runnable::run);
    }

    private void pass(SimulatedProcess process) {
        if (strikes(Fault.PAUSE)) {
            long pause = fate.between(1_000, LONGEST_PAUSE);
            process.stopUntil(now() + pause);
            timeline.letPass(pause);
        } else if (strikes(Fault.OVERTAKEN)) {
            timeline.letPass(fate.between(1, 400));
        }
    }
}
