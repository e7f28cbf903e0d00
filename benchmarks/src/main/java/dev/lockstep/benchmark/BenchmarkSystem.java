package dev.lockstep.benchmark;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import dev.lockstep.stack.service.SystemPorts;
import dev.lockstep.stack.service.SystemSpec;
import dev.lockstep.stack.service.TargetVariables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The local system that is measured. A set is one PostgreSQL, one MongoDB and one Redis target; the first set are the
 * targets {@code main-…}. The services can be restarted with more sets or other targets.
 */
final class BenchmarkSystem {

    private static final Set<String> MAIN_TARGETS = Set.of("main-postgres", "main-mongo", "main-redis");
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private SystemSpec spec;
    private LocalSystem system;
    private int sets = 1;

    private BenchmarkSystem(SystemSpec spec, LocalSystem system) {
        this.spec = spec;
        this.system = system;
    }

    static BenchmarkSystem start(Path project, StackDirectory directory, ResultTable results) {
        long startNanos = System.nanoTime();
        SystemSpec spec = new SystemSpec(
                project,
                directory,
                SystemPorts.free(),
                ProcessLifetime.WITH_PARENT,
                Map.of(),
                LockstepService.ofLockstep());
        BenchmarkSystem started = new BenchmarkSystem(spec, LocalSystem.start(spec));
        started.awaitTargets();
        results.add("start-up, until all targets are ready", (System.nanoTime() - startNanos) / 1e9, "s");
        SmallData.insert(started.system.mainPostgres(), started.system.mainMongoUri(), started.system.mainRedisUri());
        return started;
    }

    /** Restarts the services, on other ports, with this number of sets. Does nothing if they run with these targets. */
    void startWithSets(int number) {
        Map<String, String> environment = new HashMap<>();
        IntStream.range(1, number).forEach(set -> environment.putAll(createSet(set)));
        sets = number;
        startWith(environment);
    }

    /** Restarts the services with the targets of the environment. Does nothing if they run with it. */
    void startWith(Map<String, String> environment) {
        if (environment.equals(spec.environment())) {
            return;
        }
        system.services().forEach(ServiceProcess::stop);
        SystemPorts ports =
                new SystemPorts(spec.ports().servers(), SystemPorts.free().services());
        spec = new SystemSpec(spec.project(), spec.directory(), ports, spec.lifetime(), environment, spec.services());
        system = LocalSystem.start(spec);
        awaitTargets();
    }

    private Map<String, String> createSet(int set) {
        PostgresDatabase postgres = system.postgres().createDatabase("bench" + set, "bench", "bench");
        String mongo = system.servers().mongo().uri("bench" + set);
        String redis = system.servers().redis().uri(set);
        SmallData.insert(postgres, mongo, redis);
        String prefix = "LOCKSTEP_TARGETS_SET" + set;
        return Map.of(
                prefix + "_POSTGRES_URL", postgres.jdbcUrl(),
                prefix + "_POSTGRES_USERNAME", postgres.username(),
                prefix + "_POSTGRES_PASSWORD", postgres.password(),
                prefix + "_MONGO_URL", mongo,
                prefix + "_REDIS_URL", redis);
    }

    /** The first part of the target names of each set. */
    List<String> sets() {
        return IntStream.range(0, sets)
                .mapToObj(set -> set == 0 ? "main" : "set" + set)
                .toList();
    }

    // By name, because targets of the services before the restart can still be READY.
    private void awaitTargets() {
        CoordinatorClient coordinator = coordinator();
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        Set<String> missing = expectedTargets(spec.environment());
        while (true) {
            missing.removeAll(coordinator.readyTargets());
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "targets are not ready after %d s: %s".formatted(READY_LIMIT.toSeconds(), missing));
            }
            Pause.of(POLL_INTERVAL);
        }
    }

    /** The targets of the first set and those that the environment adds. */
    static Set<String> expectedTargets(Map<String, String> environment) {
        Set<String> expected = new TreeSet<>(MAIN_TARGETS);
        expected.addAll(new TargetVariables(environment).targets());
        return expected;
    }

    /** The checkout whose build is measured. */
    Path project() {
        return spec.project();
    }

    /** The directory of the system, which is deleted at the end. */
    Path directory() {
        return spec.directory().root();
    }

    LocalSystem local() {
        return system;
    }

    /** A runner for the services that run now. */
    MigrationRunner runner() {
        return new MigrationRunner(
                coordinator(),
                KafkaOutcomeListener.start(system.servers().kafka().bootstrapServers()));
    }

    CoordinatorClient coordinator() {
        return new CoordinatorClient(
                system.service(LockstepService.COORDINATOR).url(),
                system.tokens().admin());
    }

    /** The CPU time of each service and server since its start, and of this program. */
    CpuTimes cpu() {
        SequencedMap<String, Duration> cpu = new LinkedHashMap<>();
        system.services().forEach(service -> cpu.put(service.service().label(), ProcessCpu.of(service.pid())));
        system.servers().servers().forEach(server -> cpu.put(server.kind().label(), ProcessCpu.of(server.pid())));
        ProcessHandle.current().info().totalCpuDuration().ifPresent(time -> cpu.put("this program", time));
        return new CpuTimes(cpu);
    }

    void stop() {
        system.stop();
    }
}
