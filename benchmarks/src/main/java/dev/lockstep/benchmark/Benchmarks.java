package dev.lockstep.benchmark;

import dev.lockstep.stack.local.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Main class: starts a system in a temporary directory, runs the benchmarks that the arguments name (without
 * arguments, all but those that take long), prints the results and stops the system.
 */
public final class Benchmarks {

    private static final List<Benchmark> DEFAULT = List.of(
            new LatencyBenchmark(),
            new SqlStepBenchmark(),
            new MongoBenchmark(),
            new RedisBenchmark(),
            new DryRunBenchmark(),
            new SafeguardsBenchmark(),
            new PauseBenchmark(),
            new ListsBenchmark(),
            new IdleBenchmark(),
            new ThroughputBenchmark(),
            new RestateBenchmark());

    /** Run only if an argument names them: one takes ten minutes and one an hour. */
    private static final List<Benchmark> NAMED_ONLY = List.of(new EtaBenchmark(), new SoakBenchmark());

    private Benchmarks() {}

    public static void main(String[] arguments) throws IOException {
        List<Benchmark> selected = select(new TreeSet<>(Arrays.asList(arguments)));
        Path project = Path.of(System.getProperty("lockstep.project", "")).toAbsolutePath();
        StackDirectory directory = new StackDirectory(Files.createTempDirectory("lockstep-benchmark-"));
        ResultTable results = new ResultTable();
        BenchmarkSystem system = BenchmarkSystem.start(project, directory, results);
        try {
            selected.forEach(benchmark -> benchmark.measure(system, results));
        } finally {
            system.stop();
            directory.delete();
        }
    }

    private static List<Benchmark> select(Set<String> names) {
        List<Benchmark> all =
                Stream.concat(DEFAULT.stream(), NAMED_ONLY.stream()).toList();
        List<String> known = all.stream().map(Benchmark::name).toList();
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException("unknown benchmark in %s; expected some of %s".formatted(names, known));
        }
        return names.isEmpty()
                ? DEFAULT
                : all.stream()
                        .filter(benchmark -> names.contains(benchmark.name()))
                        .toList();
    }
}
