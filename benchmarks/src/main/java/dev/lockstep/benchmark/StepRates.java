package dev.lockstep.benchmark;

import java.time.Duration;

/** Units per second of the apply of a step, and of its undo. */
record StepRates(double apply, double undo) {

    /** Runs a plan with one step that changes this many units, and rolls it back. */
    static StepRates measure(BenchmarkSystem system, String plan, int units) {
        try (MigrationRunner runner = system.runner()) {
            MigrationRunner.Completed migration = runner.run(plan);
            runner.rollback(migration);
            return new StepRates(
                    perSecond(units, runner.applyDuration(migration)),
                    perSecond(units, runner.compensateDuration(migration)));
        }
    }

    static double perSecond(int units, Duration duration) {
        return units * 1e9 / duration.toNanos();
    }
}
