package dev.lockstep.benchmark;

import dev.lockstep.stack.service.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Whether memory, threads, files and connections grow under a steady load of all kinds of actions, one after the other.
 * The system properties {@code lockstep.soak.minutes} and {@code lockstep.soak.rate} set the length and the actions per
 * second. Fails if an action does not end as expected or a service logs an error.
 */
final class SoakBenchmark implements Benchmark {
    private static final int MINUTES = Integer.getInteger("lockstep.soak.minutes", 60);
    private static final double RATE = Double.parseDouble(System.getProperty("lockstep.soak.rate", "1"));
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long TURN_NANOS = (long) (Duration.ofSeconds(1).toNanos() / RATE);

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        if (!ProcessFiles.isAvailable()) {
            results.addSkipped("soak", "/proc is needed");
            return;
        }
        system.startWithSets(1);
        SoakCounts counts = new SoakCounts();
        List<LogErrors> errors = errors(system);
        SoakSamples samples = new SoakSamples(system);
        try (MigrationRunner runner = system.runner()) {
            SoakTurn turn = new SoakTurn(runner, system.local().mainPostgres());
            for (int minute = 1; minute <= MINUTES; minute++) {
                load(turn, counts);
                results.add("minute %d, MiB of heap:%s; actions".formatted(minute, samples.take()), counts.total(), "");
            }
        }
        samples.print(results);
        results.add("actions per second", counts.total() / (60.0 * MINUTES), "/s");
        counts.print(results);
        results.add("errors in the logs before the load", sum(errors), "");
        results.add("errors in the logs during the load", sum(errors(system)) - sum(errors), "");
        requireNoFailures(counts, errors);
    }

    /** One minute. A turn that is late begins at once, and does not make the next one early. */
    private static void load(SoakTurn turn, SoakCounts counts) {
        long end = System.nanoTime() + MINUTE_NANOS;
        for (long next = System.nanoTime(); next < end; next = Math.max(next + TURN_NANOS, System.nanoTime())) {
            Pause.of(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            perform(turn, counts);
        }
        Pause.of(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private static void perform(SoakTurn turn, SoakCounts counts) {
        SoakAction action = SoakAction.of(counts.total());
        try {
            turn.perform(action);
            counts.addExpected(action);
        } catch (IllegalStateException | CompletionException e) {
            counts.addWrong(action, e);
        }
    }

    private static List<LogErrors> errors(BenchmarkSystem system) {
        return system.local().services().stream()
                .map(ServiceProcess::logFile)
                .map(LogErrors::in)
                .toList();
    }

    private static double sum(List<LogErrors> errors) {
        return errors.stream().mapToDouble(LogErrors::count).sum();
    }

    private static void requireNoFailures(SoakCounts counts, List<LogErrors> before) {
        List<String> failures = new ArrayList<>();
        counts.firstWrong().ifPresent(failures::add);
        before.forEach(
                errors -> errors.next().ifPresent(error -> failures.add("%s: %s".formatted(errors.log(), error))));
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "%d actions did not end as expected, or services have logged errors; the first of each:\n%s"
                            .formatted(counts.wrong(), String.join("\n", failures)));
        }
    }
}
