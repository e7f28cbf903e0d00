package dev.lockstep.system.simulation;

import dev.lockstep.system.simulation.TransitionCoverage.Cell;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a task by a process, with its faults and the cell of the transition table that counts them. */
final class TaskExecution {
    private final SimulatedProcess process;
    private final int restarts;
    private final Set<Fault> pendingFaults = EnumSet.noneOf(Fault.class);
    private @Nullable Cell cell;

    TaskExecution(SimulatedProcess process, int restarts) {
        this.process = process;
        this.restarts = restarts;
    }

    SimulatedProcess process() {
        return process;
    }

    /** Ends the task if its process has crashed while other processes ran. */
    void ensureProcessNotRestarted() {
        if (process.restarts() != restarts) {
            throw new SimulatedCrash();
        }
    }

    /** The faults that occurred before the task had a cell. */
    Set<Fault> pendingFaults() {
        return pendingFaults;
    }

    @Nullable Cell cell() {
        return cell;
    }

    void setCell(Cell current) {
        cell = current;
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
