package dev.lockstep.benchmark;

import dev.lockstep.stack.local.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures a system of its own, started for it and ended after it, and tells the figures as a table. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(System.getProperty("lockstep.project", "")).toAbsolutePath();
        StackDirectory directory = new StackDirectory(Files.createTempDirectory("lockstep-benchmark-"));
        Figures figures = new Figures();
        BenchedSystem system = BenchedSystem.start(project, directory, figures);
        try {
            measure(system, figures);
        } finally {
            system.stop();
            directory.delete();
        }
    }

    private static void measure(BenchedSystem system, Figures figures) {
        try (KafkaOutcomes outcomes = KafkaOutcomes.of(system.kafka())) {
            Migrations migrations = new Migrations(system.coordinator(), outcomes);
            Measurements.latency(system, migrations, figures);
            Measurements.units(system, migrations, figures);
            system.restartWithSets();
            Measurements.throughput(system, new Migrations(system.coordinator(), outcomes), figures);
        }
    }
}
