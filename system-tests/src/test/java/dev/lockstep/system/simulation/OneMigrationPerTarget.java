package dev.lockstep.system.simulation;

import java.util.List;

/** At no time are two migrations active on one target; a migration that needs an operator is active. */
final class OneMigrationPerTarget implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.assertEqual(
                "migrations active on the same target", result.overlaps().found(), List.of());
    }
}
