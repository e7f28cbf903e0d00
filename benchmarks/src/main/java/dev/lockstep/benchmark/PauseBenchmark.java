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
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
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
        await(coordinator, id, "dispatched.v1", 2);
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
        await(coordinator, id);
        if (pauses.times().isEmpty()) {
            results.addSkipped("  " + pauses.name(), "the step ended before a pause");
        } else {
            pauses.printTimes(results);
        }
    }

    private static Duration pause(CoordinatorClient coordinator, String id, int pauses) {
        long start = System.nanoTime();
        coordinator.act(id, "pause");
        while (stops(coordinator, id) < pauses) {
            Pause.of(POLL_INTERVAL);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The reports of workers that the step has stopped. */
    private static long stops(CoordinatorClient coordinator, String id) {
        return events(coordinator, id).stream()
                .filter(event -> event.path("type").asString().equals("dispatch-stopped.v1"))
                .filter(event -> event.toString().contains("stopped-by-worker"))
                .count();
    }

    private static void await(CoordinatorClient coordinator, String id, String type, int count) {
        while (events(coordinator, id).stream()
                        .filter(event -> event.path("type").asString().equals(type))
                        .count()
                < count) {
            Pause.of(POLL_INTERVAL);
        }
    }

    private static void await(CoordinatorClient coordinator, String id) {
        List<String> ended = List.of("COMPLETED", "ROLLED_BACK");
        while (!ended.contains(state(coordinator, id))) {
            Pause.of(Duration.ofMillis(100));
        }
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
