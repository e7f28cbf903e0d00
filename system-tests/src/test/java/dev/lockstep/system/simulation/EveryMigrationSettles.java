package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.saga.SagaState;

/** Without further faults, every migration reaches an outcome within a time limit. */
final class EveryMigrationSettles implements Guarantee {
    private static final int MIN_SLICES = 20;
    private static final int SLICE_MILLIS = 5_000;
    private final Runnable runWithoutFaults;

    EveryMigrationSettles(Runnable runWithoutFaults) {
        this.runWithoutFaults = runWithoutFaults;
    }

    @Override
    public void assertHolds(SimulationResult result) {
        // Not of the migrations: the request for one may still be repeated.
        long limit = result.plans().stream()
                .mapToLong(EveryMigrationSettles::limitMillis)
                .sum();
        for (long slice = 0; slice < MIN_SLICES + limit / SLICE_MILLIS; slice++) {
            runWithoutFaults.run();
            if (isSettled(result)) {
                return;
            }
        }
        throw new AssertionError("after %d ms: found %s; expected an outcome of each of %d migrations and no outbox row"
                .formatted(
                        limit,
                        result.database().sagas().values().stream()
                                .map(row -> row.events().getLast() + " in " + row.state())
                                .toList(),
                        result.plans().size()));
    }

    private static boolean isSettled(SimulationResult result) {
        return result.database().sagas().size()
                        == result.plans().size() + result.database().contracts()
                && result.database().sagas().values().stream().allMatch(row -> isSettled(row.state()))
                && result.database().outbox().stream().allMatch(row -> row.published);
    }

    // A rollback that waits for its approval can still begin.
    private static boolean isSettled(SagaState state) {
        return state instanceof SagaState.Settled && !(state instanceof SagaState.RollbackRequested);
    }

    /** The sum of lease and longest back-off, for all attempts of each step in four directions. */
    private static long limitMillis(Plan plan) {
        long attempt = Simulation.POLICY.lease().toMillis()
                + Simulation.POLICY.maxBackoff().toMillis() * 6 / 5;
        return plan.spec().steps().size() * 4L * Simulation.POLICY.maxAttempts() * attempt;
    }
}
