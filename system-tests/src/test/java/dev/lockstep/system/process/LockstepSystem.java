package dev.lockstep.system.process;

import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import dev.lockstep.stack.service.ServiceSpec;
import dev.lockstep.testservers.DedicatedServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** The servers and services of one JVM's tests; services can be started again, with other settings, as often as wanted. */
final class LockstepSystem {
    static final String POSTGRES = "main-postgres";
    static final String MONGO = "main-mongo";
    static final String REDIS = "main-redis";

    /** Short, so that a silent worker is noticed while a test waits; long enough for a busy machine. */
    private static final String LEASE = "4s";

    /** The checkout whose build the processes run. */
    static final Path PROJECT = Path.of(System.getProperty("lockstep.project", ".."))
            .toAbsolutePath()
            .normalize();

    private final CompletableFuture<PostgresServer> postgres =
            CompletableFuture.supplyAsync(DedicatedServers::postgres);
    private final CompletableFuture<MongoServer> mongo = CompletableFuture.supplyAsync(DedicatedServers::mongo);
    private final CompletableFuture<RedisServer> redis = CompletableFuture.supplyAsync(DedicatedServers::redis);
    private final CompletableFuture<KafkaServer> kafka = CompletableFuture.supplyAsync(DedicatedServers::kafka);
    private final PostgresDatabase state;
    private final PostgresDatabase target;
    private final Map<String, ServiceProcess> services = new HashMap<>();

    /** The names of those that are beyond the first of their service, or have a test's settings. */
    private final Set<String> altered = new HashSet<>();

    private LockstepSystem() {
        state = postgres().createDatabase("lockstep", "coordinator", "secret");
        target = postgres().createDatabase("shop", "shop", "secret");
    }

    private static final class Shared {
        private static final LockstepSystem SYSTEM = new LockstepSystem();
    }

    /** The one of this JVM, with one instance of each service ready. */
    static LockstepSystem shared() {
        LockstepSystem system = Shared.SYSTEM;
        system.ensureReady();
        return system;
    }

    PostgresServer postgres() {
        return postgres.join();
    }

    MongoServer mongo() {
        return mongo.join();
    }

    RedisServer redis() {
        return redis.join();
    }

    KafkaServer kafka() {
        return kafka.join();
    }

    /** The database of target {@value #POSTGRES}. */
    PostgresDatabase targetDatabase() {
        return target;
    }

    /** The database of target {@value #MONGO}. */
    String mongoUri() {
        return mongo().uri("shop");
    }

    /** The coordinator's own database. */
    PostgresDatabase stateDatabase() {
        return state;
    }

    Migrations migrations() {
        return new Migrations(instance(LockstepService.COORDINATOR));
    }

    ServiceProcess instance(LockstepService service) {
        return services.computeIfAbsent(service.label(), name -> process(service, Map.of()));
    }

    /** Another instance of a service, or the same with other settings once it was stopped; ready when this returns. */
    ServiceProcess start(LockstepService service, String name, Map<String, String> settings) {
        ServiceProcess process = process(service, settings);
        services.put(name, process);
        if (settings.isEmpty() && name.equals(service.label())) {
            altered.remove(name);
        } else {
            altered.add(name);
        }
        process.start();
        awaitReady(process);
        return process;
    }

    /** Ends what a test has altered; the others go on, also those that it stopped in their tracks. */
    void endWhatIsAltered() {
        services.values().stream().filter(ServiceProcess::isRunning).forEach(ServiceProcess::resume);
        services.forEach((name, process) -> {
            if (altered.contains(name)) {
                process.stop();
            }
        });
        services.keySet().removeAll(altered);
        altered.clear();
    }

    /** Waits until a process has logged this. */
    void awaitLog(ServiceProcess process, String words) {
        Awaitility.await(process.service().label() + " logs " + words)
                .atMost(Waits.LIMIT)
                .pollInterval(Waits.GLANCE)
                .until(() -> process.log().contains(words));
    }

    /** The only instance of a service, started again after a kill, without what made it misbehave. */
    ServiceProcess restartKilled(LockstepService service) {
        return start(service, service.label(), Map.of());
    }

    /** The only instance of a service, started again with these settings. */
    ServiceProcess restart(LockstepService service, Map<String, String> settings) {
        instance(service).stop();
        return start(service, service.label(), settings);
    }

    /** Brings back what a test has stopped or killed, without the settings that it gave. */
    void ensureReady() {
        for (LockstepService service : LockstepService.values()) {
            instance(service).start();
        }
        for (LockstepService service : LockstepService.values()) {
            awaitReady(instance(service));
        }
    }

    private void awaitReady(ServiceProcess process) {
        Awaitility.await(process.service().label())
                .atMost(Waits.LIMIT)
                .pollInterval(Waits.GLANCE)
                .failFast(process.service().label() + " ended: " + process.log(), () -> !process.isRunning())
                .until(process::isReady);
    }

    // A home for each, so that nothing is read in a log that another wrote before.
    private ServiceProcess process(LockstepService service, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settingsOf(service));
        environment.putAll(settings);
        return new ServiceProcess(new ServiceSpec(
                service,
                PROJECT,
                newHome(),
                FreePorts.next(),
                ServiceSpec.SMALL_HEAP,
                environment,
                ProcessLifetime.WITH_PARENT));
    }

    private Map<String, String> settingsOf(LockstepService service) {
        Map<String, String> settings = new HashMap<>();
        settings.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka().bootstrapServers());
        settings.putAll(
                switch (service) {
                    case COORDINATOR ->
                        Map.of(
                                "SPRING_DATASOURCE_URL", state.jdbcUrl(),
                                "SPRING_DATASOURCE_USERNAME", state.username(),
                                "SPRING_DATASOURCE_PASSWORD", state.password(),
                                "LOCKSTEP_LEASE", LEASE);
                    case POSTGRES_WORKER ->
                        Map.of(
                                "LOCKSTEP_TARGETS_MAIN_POSTGRES_URL", target.jdbcUrl(),
                                "LOCKSTEP_TARGETS_MAIN_POSTGRES_USERNAME", target.username(),
                                "LOCKSTEP_TARGETS_MAIN_POSTGRES_PASSWORD", target.password());
                    case MONGO_WORKER -> Map.of("LOCKSTEP_TARGETS_MAIN_MONGO_URL", mongoUri());
                    case REDIS_WORKER -> Map.of("LOCKSTEP_TARGETS_MAIN_REDIS_URL", redis().uri(0));
                });
        return settings;
    }

    private static Path newHome() {
        try {
            return Files.createTempDirectory("lockstep-service-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
