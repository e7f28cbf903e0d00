package dev.lockstep.system.simulation;

import dev.lockstep.system.simulation.Census.Cell;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One task of one process, with the faults that it met and the command that it brought to a saga. */
final class Execution {
    private final SimulatedProcess process;
    private final int life;
    private final Set<Fault> met = EnumSet.noneOf(Fault.class);
    private @Nullable Cell cell;

    Execution(SimulatedProcess process, int life) {
        this.process = process;
        this.life = life;
    }

    SimulatedProcess process() {
        return process;
    }

    /** Throws if its process died while it was away. */
    void stillAlive() {
        if (process.life() != life) {
            throw new Crash();
        }
    }

    Set<Fault> met() {
        return met;
    }

    @Nullable Cell cell() {
        return cell;
    }

    void isAt(Cell here) {
        cell = here;
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
