package dev.lockstep.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/**
 * Response times of all lists of the API with 500 queued migrations, first with 1,000 finished ones and then with
 * 10,000. The ratio shows whether a query reads more when the history is longer.
 */
final class ListsBenchmark implements Benchmark {
    private static final int QUEUED = 500;
    private static final int SHORT_HISTORY = 1_000;
    private static final int LONG_HISTORY = 10_000;
    /** One of so many finished migrations is rolled back. */
    private static final int ROLLED_BACK = 10;

    private static final int DOCUMENTS = 50_000;
    private static final int WARM_UP = 15;
    private static final int REQUESTS = 60;
    private static final BoundedWait WAIT = new BoundedWait(Duration.ofMinutes(3), Duration.ofMillis(50));

    @Override
    public String name() {
        return "lists";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        CoordinatorClient coordinator = system.coordinator();
        FinishedMigrations history = new FinishedMigrations(system.local().coordinatorDatabase());
        history.prepare();
        openFreeze(coordinator);
        requestSchemaVersions(coordinator);
        String completed;
        String rolledBack;
        try (MigrationRunner runner = system.runner()) {
            completed = runner.run(plan()).id();
            rolledBack = runner.run(plan()).id();
        }
        downgrade(coordinator, completed);
        add(history, completed, rolledBack, 1, SHORT_HISTORY);
        String last = queue(system);
        history.analyze();
        Map<String, String> lists = lists(coordinator, completed, last);
        SequencedMap<String, Percentiles> before = measure(coordinator, lists);
        print(before, SHORT_HISTORY, results);
        add(history, completed, rolledBack, SHORT_HISTORY + 1, LONG_HISTORY);
        history.analyze();
        SequencedMap<String, Percentiles> after = measure(coordinator, lists);
        print(after, LONG_HISTORY, results);
        printRatios(before, after, results);
    }

    private static String plan() {
        String plan = Plans.threeSteps("main", "id = 1", "{_id: 1}", "bench:1");
        return Plans.labelled(Plans.backedUp(plan), "ticket", "SB-142");
    }

    /** A freeze that ends by itself. */
    private static void openFreeze(CoordinatorClient coordinator) {
        coordinator.post(
                "/freezes",
                "{\"reason\": \"benchmark\", \"until\": \"%s\"}"
                        .formatted(Instant.now().plusSeconds(2)));
        WAIT.until(
                "the freeze has ended",
                () -> !coordinator.get("/freezes").toString().contains("\"OPEN\""),
                () -> coordinator.get("/freezes"));
    }

    private static void requestSchemaVersions(CoordinatorClient coordinator) {
        coordinator.post("/targets/main-mongo/schema-versions", "{}");
        WAIT.until(
                "the request is answered",
                () -> coordinator.get("/targets/main-mongo/requests").toString().contains("\"ANSWERED\""),
                () -> coordinator.get("/targets/main-mongo/requests"));
    }

    /** Rolls back all that came after the migration. */
    private static void downgrade(CoordinatorClient coordinator, String to) {
        coordinator.post(
                "/targets/main-postgres/downgrade", "{\"to\": \"%s\", \"reason\": \"benchmark\"}".formatted(to));
        WAIT.until(
                "the downgrade has ended",
                () -> coordinator.get("/downgrades").toString().contains("\"COMPLETED\""),
                () -> coordinator.get("/downgrades"));
    }

    private static void add(FinishedMigrations history, String completed, String rolledBack, int first, int last) {
        int completedLast = last - last / ROLLED_BACK;
        int completedFirst = first - 1 - (first - 1) / ROLLED_BACK + 1;
        history.copy(completed, completedFirst, completedLast);
        history.copy(rolledBack, (first - 1) / ROLLED_BACK + 1, last / ROLLED_BACK);
        history.copyOthers(first, last);
    }

    /** Queues migrations behind one that is paused. Returns the last of them. */
    private static String queue(BenchmarkSystem system) {
        CoordinatorClient coordinator = system.coordinator();
        SafeguardData.insertDocuments(system.local().mainMongoUri(), DOCUMENTS);
        String running = coordinator.submit(Plans.constantField("bench_step"));
        WAIT.until(
                "the first migration is applied",
                () -> coordinator.migration(running).path("state").asString().equals("APPLYING"),
                () -> coordinator.migration(running));
        coordinator.act(running, "pause");
        String last = "";
        for (int number = 0; number < QUEUED; number++) {
            last = coordinator.submit(plan());
        }
        return last;
    }

    private static SequencedMap<String, String> lists(CoordinatorClient coordinator, String finished, String queued) {
        String since = Instant.now().minus(Duration.ofDays(7)).toString();
        String name = coordinator.migration(finished).path("name").asString();
        SequencedMap<String, String> lists = new LinkedHashMap<>();
        lists.put("migrations", "/migrations");
        lists.put("migrations, 200 on a page", "/migrations?limit=200");
        lists.put("migrations, state=completed", "/migrations?state=completed");
        lists.put("migrations, state=queued", "/migrations?state=queued");
        lists.put("migrations, state=NEEDS_OPERATOR", "/migrations?state=NEEDS_OPERATOR");
        lists.put("migrations, target", "/migrations?target=main-mongo");
        lists.put("migrations, label of all", "/migrations?label=ticket:SB-142");
        lists.put("migrations, label of few", "/migrations?label=run:r77");
        lists.put("migrations, name", "/migrations?name=" + name + "-77");
        lists.put("migrations, text in one", "/migrations?text=" + name + "-77");
        lists.put("migrations, text in all", "/migrations?text=documents%20rows");
        lists.put("migrations, text in none", "/migrations?text=nothing");
        lists.put("migrations, since", "/migrations?since=" + since);
        lists.put("migrations, until", "/migrations?until=" + since);
        lists.put(
                "migrations, all filters",
                "/migrations?state=completed&target=main-redis&label=ticket:SB-142&text=keys&until=" + since);
        lists.put("migrations, oldest page", "/migrations?after=60");
        lists.put("targets", "/targets");
        lists.put("history of a target", "/targets/main-postgres/history");
        lists.put("history of a target, 200 on a page", "/targets/main-postgres/history?limit=200");
        lists.put("current state of a target", "/targets/main-postgres/current");
        lists.put("requests about a target", "/targets/main-mongo/requests");
        lists.put("downgrades", "/downgrades");
        lists.put("backups", "/backups");
        lists.put("backups of a target", "/backups?target=main-redis");
        lists.put("audit trail", "/audit");
        lists.put("freezes", "/freezes");
        lists.put("one migration, the last in the queue", "/migrations/" + queued);
        lists.put("one migration, completed", "/migrations/" + finished);
        lists.put("events of a migration", "/migrations/" + finished + "/events");
        return lists;
    }

    /** The lists take turns, so that other load on the machine slows all of them. */
    private static SequencedMap<String, Percentiles> measure(CoordinatorClient coordinator, Map<String, String> lists) {
        SequencedMap<String, List<Duration>> times = new LinkedHashMap<>();
        lists.keySet().forEach(list -> times.put(list, new ArrayList<>()));
        for (int round = 0; round < WARM_UP + REQUESTS; round++) {
            boolean counts = round >= WARM_UP;
            lists.forEach((list, path) -> {
                Duration time = time(coordinator, path);
                if (counts) {
                    Objects.requireNonNull(times.get(list)).add(time);
                }
            });
        }
        SequencedMap<String, Percentiles> percentiles = new LinkedHashMap<>();
        times.forEach((list, measured) -> percentiles.put(list, Percentiles.of(measured)));
        return percentiles;
    }

    private static Duration time(CoordinatorClient coordinator, String path) {
        long start = System.nanoTime();
        JsonNode response = coordinator.get(path);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        if (response.isMissingNode()) {
            throw new IllegalStateException("no response to GET " + path);
        }
        return time;
    }

    private static void print(SequencedMap<String, Percentiles> lists, int finished, ResultTable results) {
        results.add("response times with finished migrations", finished, "");
        lists.forEach((list, times) -> results.add(
                "%s, p50 (p95 %.1f, max %.1f)".formatted(list, times.millis(95), times.millis(100)),
                times.millis(50),
                "ms"));
    }

    private static void printRatios(
            Map<String, Percentiles> before, SequencedMap<String, Percentiles> after, ResultTable results) {
        after.forEach((list, times) -> results.addRatio(
                list + ", ratio of p50",
                times.millis(50) / Objects.requireNonNull(before.get(list)).millis(50)));
    }
}
