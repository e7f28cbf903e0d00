package dev.lockstep.benchmark;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import dev.lockstep.stack.service.SystemPorts;
import dev.lockstep.stack.service.SystemSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The local system that is measured. A set is one PostgreSQL, one MongoDB and one Redis target. The system starts with
 * one set and can be restarted with eight more.
 */
final class BenchmarkSystem {

    static final int SETS = 8;
    private static final int TARGETS_PER_SET = 3;
    private static final Duration READY_LIMIT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private SystemSpec spec;
    private LocalSystem system;

    private BenchmarkSystem(SystemSpec spec, LocalSystem system) {
        this.spec = spec;
        this.system = system;
    }

    static BenchmarkSystem start(Path project, StackDirectory directory, ResultTable results) {
        long startNanos = System.nanoTime();
        SystemSpec spec = new SystemSpec(project, directory, SystemPorts.free(), ProcessLifetime.WITH_PARENT, Map.of());
        BenchmarkSystem started = new BenchmarkSystem(spec, LocalSystem.start(spec));
        started.awaitTargets(TARGETS_PER_SET);
        results.add("start-up, until all targets are ready", (System.nanoTime() - startNanos) / 1e9, "s");
        BenchmarkData.insert(started.system, 1);
        return started;
    }

    /** Creates the databases of eight more sets and restarts the services, on other ports, with all sets as targets. */
    void restartWithSets() {
        Map<String, String> environment = new HashMap<>();
        for (int set = 1; set <= SETS; set++) {
            environment.putAll(createSet(set));
        }
        system.services().forEach(ServiceProcess::stop);
        SystemPorts ports =
                new SystemPorts(spec.ports().servers(), SystemPorts.free().services());
        spec = new SystemSpec(spec.project(), spec.directory(), ports, spec.lifetime(), environment);
        system = LocalSystem.start(spec);
        awaitTargets(TARGETS_PER_SET * (SETS + 1));
    }

    private Map<String, String> createSet(int set) {
        PostgresDatabase postgres = system.postgres().createDatabase("bench" + set, "bench", "bench");
        String mongo = system.servers().mongo().uri("bench" + set);
        String redis = system.servers().redis().uri(set);
        BenchmarkData.insertRows(postgres, 1);
        BenchmarkData.insertDocuments(mongo, 1);
        BenchmarkData.insertKeys(redis, 1);
        String prefix = "LOCKSTEP_TARGETS_SET" + set;
        return Map.of(
                prefix + "_POSTGRES_URL", postgres.jdbcUrl(),
                prefix + "_POSTGRES_USERNAME", postgres.username(),
                prefix + "_POSTGRES_PASSWORD", postgres.password(),
                prefix + "_MONGO_URL", mongo,
                prefix + "_REDIS_URL", redis);
    }

    private void awaitTargets(int expected) {
        CoordinatorClient coordinator = coordinator();
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (coordinator.readyTargets() < expected) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d targets are ready after %d s, expected %d"
                        .formatted(coordinator.readyTargets(), READY_LIMIT.toSeconds(), expected));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    LocalSystem local() {
        return system;
    }

    CoordinatorClient coordinator() {
        return new CoordinatorClient(system.service(LockstepService.COORDINATOR).url());
    }

    String bootstrapServers() {
        return system.servers().kafka().bootstrapServers();
    }

    /** Returns the CPU time of each service and server since its start, including child processes that are running. */
    SequencedMap<String, Duration> cpu() {
        SequencedMap<String, Duration> cpu = new LinkedHashMap<>();
        system.services().forEach(service -> cpu.put(service.service().label(), cpuOf(service.pid())));
        system.servers().servers().forEach(server -> cpu.put(server.kind().label(), cpuOf(server.pid())));
        cpu.put(
                "this program",
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        return cpu;
    }

    private static Duration cpuOf(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    void stop() {
        system.stop();
    }
}
