package dev.lockstep.benchmark;

import dev.lockstep.stack.local.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Main class: starts a system in a temporary directory, measures it, prints the results and stops the system. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(System.getProperty("lockstep.project", "")).toAbsolutePath();
        StackDirectory directory = new StackDirectory(Files.createTempDirectory("lockstep-benchmark-"));
        ResultTable results = new ResultTable();
        BenchmarkSystem system = BenchmarkSystem.start(project, directory, results);
        try {
            measure(system, results);
        } finally {
            system.stop();
            directory.delete();
        }
    }

    private static void measure(BenchmarkSystem system, ResultTable results) {
        try (KafkaOutcomeListener outcomes = KafkaOutcomeListener.start(system.bootstrapServers())) {
            MigrationRunner runner = new MigrationRunner(system.coordinator(), outcomes);
            Measurements.measureLatency(runner, results);
            Measurements.measureUnitsPerSecond(system, runner, results);
            system.restartWithSets();
            Measurements.measureMigrationsPerSecond(
                    system, new MigrationRunner(system.coordinator(), outcomes), results);
        }
    }
}
