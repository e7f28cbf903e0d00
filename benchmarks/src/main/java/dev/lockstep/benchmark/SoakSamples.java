package dev.lockstep.benchmark;

import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What the processes of a system use, read once per minute while the load is between two turns. */
final class SoakSamples {
    private static final double MIB = 1024 * 1024;

    private final SequencedMap<Name, SampleSeries> series = new LinkedHashMap<>();
    private final BenchmarkSystem system;
    private CpuTimes cpu;
    private long cpuNanos = System.nanoTime();

    /** The name of a value and its unit. */
    private record Name(String process, String value, String unit) {}

    SoakSamples(BenchmarkSystem system) {
        this.system = system;
        this.cpu = system.cpu();
    }

    /** Reads all values. Returns the most important ones as text. */
    String take() {
        LocalSystem local = system.local();
        addCpu();
        StringBuilder summary = new StringBuilder();
        for (ServiceProcess service : local.services()) {
            double heap = add(service, local.tokens().metrics());
            summary.append(" %s %.1f".formatted(service.service().label(), heap));
        }
        local.servers().servers().forEach(this::add);
        add(
                "postgres",
                "connections",
                "",
                GrowthLimit.TWO,
                ServerClients.ofPostgres(local.postgres().admin()));
        add("redis", "connections", "", GrowthLimit.TWO, ServerClients.ofRedis(local.mainRedisUri()));
        return summary.toString();
    }

    /** Before the collections, whose CPU time counts for the next minute. */
    private void addCpu() {
        CpuTimes now = system.cpu();
        long nanos = System.nanoTime();
        double elapsed = Duration.ofNanos(nanos - cpuNanos).toNanos();
        now.minus(cpu)
                .byProcess()
                .forEach((process, time) ->
                        add(process, "CPU of one core", "%", GrowthLimit.NONE, 100 * time.toNanos() / elapsed));
        cpu = now;
        cpuNanos = nanos;
    }

    private double add(ServiceProcess service, String token) {
        String process = service.service().label();
        FullCollection.of(service.pid());
        MetricValues metrics = new ServiceMetrics(service.url(), token).read();
        double heap = metrics.sum("jvm_memory_used_bytes", "area=\"heap\"") / MIB;
        add(process, "heap after a full collection", "MiB", GrowthLimit.TENTH, heap);
        add(process, "threads", "", GrowthLimit.TWO, metrics.sum("jvm_threads_live_threads"));
        if (service.service() == LockstepService.COORDINATOR) { // Workers have no metric of their connections.
            add(process, "pooled connections", "", GrowthLimit.TWO, metrics.sum("hikaricp_connections"));
        }
        add(process, service.pid());
        return heap;
    }

    /** The files of PostgreSQL belong to a process for each connection, and these are counted. */
    private void add(Server server) {
        if (server.kind() != ServerKind.POSTGRES) {
            add(server.kind().label(), server.pid());
        }
    }

    private void add(String process, long pid) {
        ProcessFiles files = ProcessFiles.of(pid);
        add(process, "open files", "", GrowthLimit.TWO, (double) files.open());
        add(process, "open sockets", "", GrowthLimit.TWO, (double) files.sockets());
        add(process, "resident memory", "MiB", GrowthLimit.TENTH, files.residentBytes() / MIB);
    }

    private void add(String process, String value, String unit, GrowthLimit limit, double now) {
        series.computeIfAbsent(new Name(process, value, unit), _ -> new SampleSeries(limit))
                .add(now);
    }

    void print(ResultTable results) {
        series.forEach((name, values) -> results.add(
                "%s: %s (first quarter %.1f, per hour %+.1f)%s"
                        .formatted(
                                name.process(),
                                name.value(),
                                values.first(),
                                values.growthPerHour(),
                                values.judgement()),
                values.last(),
                name.unit()));
        long growing =
                series.values().stream().filter(values -> !values.isFlat()).count();
        results.add("values that grow, of " + series.size(), (double) growing, "");
    }
}
