package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.saga.SagaState;

/** I1 and I24: once nothing goes wrong any more, every migration comes to its end within a bound. */
final class EveryMigrationSettles {
    private EveryMigrationSettles() {}

    static void within(Evidence evidence, Runnable goOn) {
        long bound = evidence.database().sagas().keySet().stream()
                .map(evidence.database()::planOf)
                .mapToLong(EveryMigrationSettles::bound)
                .sum();
        for (long slice = 0; slice < 20 + bound / 5_000; slice++) {
            goOn.run();
            if (isSettled(evidence)) {
                return;
            }
        }
        throw new AssertionError("within %d ms not settled: %s"
                .formatted(
                        bound,
                        evidence.database().sagas().values().stream()
                                .map(row -> row.events().getLast() + " in " + row.state())
                                .toList()));
    }

    static boolean isSettled(Evidence evidence) {
        return evidence.database().sagas().size() == evidence.plans().size()
                && evidence.database().sagas().values().stream()
                        .allMatch(row -> row.state() instanceof SagaState.Settled)
                && evidence.database().outbox().stream().allMatch(row -> row.published);
    }

    /** Lease and pause of every attempt, for each step forward, to finish and back, and again after a person's retry. */
    private static long bound(Plan plan) {
        long attempt = Simulation.POLICY.lease().toMillis()
                + Simulation.POLICY.maxBackoff().toMillis() * 6 / 5;
        return plan.spec().steps().size() * 4L * Simulation.POLICY.maxAttempts() * attempt;
    }
}
