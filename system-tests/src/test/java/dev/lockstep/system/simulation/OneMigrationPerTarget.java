package dev.lockstep.system.simulation;

import java.util.List;

/** I12: never two migrations at work on a target, and locks held through the wait for an operator. */
final class OneMigrationPerTarget implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.demand("overlaps", evidence.overlaps().seen(), List.of());
    }
}
