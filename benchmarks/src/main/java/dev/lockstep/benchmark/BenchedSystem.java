package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.local.StackDirectory;
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

/** The system under measurement: first with its three targets, later with eight sets of three more. */
final class BenchedSystem {

    static final int SETS = 8;
    private static final int PER_SET = 3;
    private static final Duration READY_LIMIT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private SystemSpec spec;
    private LocalSystem system;

    private BenchedSystem(SystemSpec spec, LocalSystem system) {
        this.spec = spec;
        this.system = system;
    }

    static BenchedSystem start(Path project, StackDirectory directory, Figures figures) {
        long began = System.nanoTime();
        SystemSpec spec = new SystemSpec(project, directory, SystemPorts.free(), ProcessLifetime.WITH_PARENT, Map.of());
        BenchedSystem started = new BenchedSystem(spec, LocalSystem.start(spec));
        started.awaitTargets(PER_SET);
        figures.add("from nothing to ready", (System.nanoTime() - began) / 1e9, "s");
        Seed.main(started.system);
        return started;
    }

    /** Restarts the services, on other ports, knowing the databases of eight sets that are made for them. */
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
        awaitTargets(PER_SET * (SETS + 1));
    }

    private Map<String, String> createSet(int set) {
        PostgresDatabase postgres = system.postgres().createDatabase("bench" + set, "bench", "bench");
        String mongo = system.servers().mongo().uri("bench" + set);
        String redis = system.servers().redis().uri(set);
        Seed.rows(postgres, 1);
        Seed.documents(mongo, 1);
        Seed.keys(redis, 1);
        String prefix = "LOCKSTEP_TARGETS_SET" + set;
        return Map.of(
                prefix + "_POSTGRES_URL", postgres.jdbcUrl(),
                prefix + "_POSTGRES_USERNAME", postgres.username(),
                prefix + "_POSTGRES_PASSWORD", postgres.password(),
                prefix + "_MONGO_URL", mongo,
                prefix + "_REDIS_URL", redis);
    }

    private void awaitTargets(int expected) {
        Coordinator coordinator = coordinator();
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (coordinator.readyTargets() < expected) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + coordinator.readyTargets() + " targets are ready");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    LocalSystem local() {
        return system;
    }

    Coordinator coordinator() {
        return new Coordinator(system.service(LockstepService.COORDINATOR).url());
    }

    String kafka() {
        return system.servers().kafka().bootstrapServers();
    }

    /** CPU time that each service and server has used so far, with those of its processes that still run. */
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
