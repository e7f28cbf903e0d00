package dev.lockstep.benchmark;

import dev.lockstep.stack.service.LockstepService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** CPU time of the four services without requests: with three targets, and with 200 more targets on one worker. */
final class IdleBenchmark implements Benchmark {

    private static final int MANY_TARGETS = 200;
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        measureIdle(system, "idle, 3 targets", results);
        system.startWith(manyTargets(system));
        measureIdle(system, "idle, 200 more MongoDB targets", results);
        try (MigrationRunner runner = system.runner()) {
            LatencyBenchmark.measure(runner, "three steps beside 200 more targets", results);
        }
    }

    private static Map<String, String> manyTargets(BenchmarkSystem system) {
        Map<String, String> environment = new HashMap<>();
        for (int number = 1; number <= MANY_TARGETS; number++) {
            environment.put(
                    "LOCKSTEP_TARGETS_MANY%d_MONGO_URL".formatted(number),
                    system.local().servers().mongo().uri("many" + number));
        }
        return environment;
    }

    private static void measureIdle(BenchmarkSystem system, String name, ResultTable results) {
        Pause.of(SETTLE);
        CpuTimes before = system.cpu();
        Pause.of(IDLE);
        CpuTimes used = system.cpu().minus(before);
        double services = LockstepService.ofLockstep().stream()
                .mapToDouble(service -> percentOfCore(used.of(service.label())))
                .sum();
        results.add(name + ", all services", services, "%");
        used.byProcess().forEach((process, time) -> results.add("  CPU of " + process, percentOfCore(time), "%"));
    }

    private static double percentOfCore(Duration time) {
        return 100.0 * time.toNanos() / IDLE.toNanos();
    }
}
