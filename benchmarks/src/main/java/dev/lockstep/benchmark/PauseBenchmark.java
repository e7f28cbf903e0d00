package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The time from the request of a pause until the coordinator knows that the step has stopped, while a step changes 100,000
 * units at full speed. Each is paused and resumed several times, then cancelled.
 */
final class PauseBenchmark implements Benchmark {
    private static final int UNITS = 100_000;
    private static final int PAUSES = 5;
    private static final BoundedWait STEP_WAIT = new BoundedWait(Duration.ofMinutes(2), Duration.ofMillis(5));
    /** A migration that was cancelled has up to {@link #UNITS} units to restore. */
    private static final BoundedWait END_WAIT = new BoundedWait(Duration.ofMinutes(10), Duration.ofMillis(100));

    /** How long the step works between two pauses. */
    private static final Duration WORK = Duration.ofMillis(300);

    @Override
    public String name() {
        return "pause";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        SafeguardData.insertDocuments(system.local().mainMongoUri(), UNITS);
        SafeguardData.insertKeys(system.local().mainRedisUri(), UNITS);
        results.add("pause, units of each step", UNITS, "");
        CoordinatorClient coordinator = system.coordinator();
        measure(coordinator, "mongo.update", () -> Plans.constantField("bench_step"), results);
        measure(coordinator, "mongo.rename-field", Plans::renamedField, results);
        measure(coordinator, "redis.transform", Plans::copyUserStates, results);
        measure(coordinator, "redis.expire", Plans::expiringKeys, results);
    }

    private static void measure(
            CoordinatorClient coordinator, String operation, Supplier<String> plan, ResultTable results) {
        Safeguard pauses = new Safeguard("request until paused, " + operation);
        String id = coordinator.submit(plan.get());
        awaitApply(coordinator, id);
        for (int pause = 1; pause <= PAUSES; pause++) {
            Pause.of(WORK);
            if (!state(coordinator, id).equals("APPLYING")) {
                break;
            }
            pauses.add(pause(coordinator, id, pause));
            coordinator.act(id, "resume");
        }
        if (state(coordinator, id).equals("APPLYING")) {
            coordinator.act(id, "cancel");
        }
        awaitEnd(coordinator, id);
        if (pauses.times().isEmpty()) {
            results.addSkipped("  " + pauses.name(), "the step ended before a pause");
        } else {
            pauses.printTimes(results);
        }
    }

    private static Duration pause(CoordinatorClient coordinator, String id, int pauses) {
        long start = System.nanoTime();
        coordinator.act(id, "pause");
        STEP_WAIT.until(
                "the step of migration %s has stopped %d times".formatted(id, pauses),
                () -> stops(coordinator, id) >= pauses,
                () -> events(coordinator, id));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The reports of workers that the step has stopped. */
    private static long stops(CoordinatorClient coordinator, String id) {
        return events(coordinator, id).stream()
                .filter(event -> event.path("type").asString().equals("dispatch-stopped.v1"))
                .filter(event -> event.toString().contains("stopped-by-worker"))
                .count();
    }

    /** The first dispatch is the preflight. */
    private static void awaitApply(CoordinatorClient coordinator, String id) {
        STEP_WAIT.until(
                "the step of migration %s is being applied".formatted(id),
                () -> events(coordinator, id).stream()
                                .filter(event -> event.path("type").asString().equals("dispatched.v1"))
                                .count()
                        >= 2,
                () -> events(coordinator, id));
    }

    private static void awaitEnd(CoordinatorClient coordinator, String id) {
        List<String> ended = List.of("COMPLETED", "ROLLED_BACK");
        END_WAIT.until(
                "migration %s has ended".formatted(id),
                () -> ended.contains(state(coordinator, id)),
                () -> state(coordinator, id));
    }

    private static String state(CoordinatorClient coordinator, String id) {
        return coordinator.migration(id).path("state").asString();
    }

    private static List<JsonNode> events(CoordinatorClient coordinator, String id) {
        List<JsonNode> events = new ArrayList<>();
        coordinator.timeline(id).forEach(events::add);
        return events;
    }
}
