package dev.lockstep.benchmark;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.stack.files.DirectoryTree;
import dev.lockstep.stack.port.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Three journaled calls to three services with Restate's server from npm, on the same machine in the same run. */
final class RestateBenchmark implements Benchmark {

    private static final int PORTS = 5;
    private static final long LIMIT_MINUTES = 10;
    private static final String NAME = "Restate, three journaled calls";

    @Override
    public String name() {
        return "restate";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        if (!isInstalled("npm") || !isInstalled("node")) {
            results.addSkipped(NAME, "npm and node are not installed");
            return;
        }
        JsonNode measured =
                LockstepJson.messages().readTree(run(system.project().resolve("benchmarks/restate")));
        results.add(NAME + ", p50", measured.path("p50").asDouble(), "ms");
        results.add(NAME + ", p99", measured.path("p99").asDouble(), "ms");
        results.add(NAME + ", 16 in flight", measured.path("perSecond").asDouble(), "/s");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", 0))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static String run(Path sources) {
        try {
            Path directory = Files.createTempDirectory("lockstep-restate-");
            try {
                for (String file : List.of("package.json", "benchmark.mjs")) {
                    Files.copy(sources.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
                output(directory, List.of("npm", "install", "--silent", "--no-fund", "--no-audit"));
                return lastLine(output(directory, nodeCommand(directory)));
            } finally {
                DirectoryTree.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> nodeCommand(Path directory) {
        List<String> command = new ArrayList<>(
                List.of("node", "benchmark.mjs", directory.resolve("data").toString()));
        Stream.generate(FreePorts::next).limit(PORTS).map(String::valueOf).forEach(command::add);
        return command;
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce("", (_first, second) -> second);
    }

    private static String output(Path directory, List<String> command) throws IOException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        } finally {
            process.destroy();
        }
        return Files.readString(output);
    }
}
