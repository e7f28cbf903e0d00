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
import dev.lockstep.stack.service.SystemTokens;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.testservers.http.TestEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The servers and services for all tests of a JVM. A test can restart a service with the same or other settings. */
final class LockstepSystem {
    static final String POSTGRES = "main-postgres";
    static final String MONGO = "main-mongo";
    static final String REDIS = "main-redis";
    /** An endpoint for maintenance and smoke tests. */
    static final String ENDPOINT = "shop";
    /** Short enough that tests see leases lapse, long enough for a busy machine. */
    static final Duration LEASE = Duration.ofSeconds(4);
    /** The directory of the project. The processes run the jars of its build. */
    static final Path PROJECT = Path.of(System.getProperty("lockstep.project", ".."))
            .toAbsolutePath()
            .normalize();

    private final CompletableFuture<PostgresServer> postgres =
            CompletableFuture.supplyAsync(DedicatedServers::postgres);
    private final CompletableFuture<MongoServer> mongo = CompletableFuture.supplyAsync(DedicatedServers::mongo);
    private final CompletableFuture<RedisServer> redis = CompletableFuture.supplyAsync(DedicatedServers::redis);
    private final CompletableFuture<KafkaServer> kafka = CompletableFuture.supplyAsync(DedicatedServers::kafka);
    private final PostgresDatabase coordinatorDatabase;
    private final PostgresDatabase targetDatabase;
    private final TestEndpoint application = TestEndpoint.start();
    private final Path backups = newDirectory();
    private final SystemTokens tokens = SystemTokens.generate();
    private final Map<String, ServiceProcess> services = new HashMap<>();
    /** Names of the services that a test added or started with other settings. */
    private final Set<String> modified = new HashSet<>();

    private LockstepSystem() {
        coordinatorDatabase = postgres().createDatabase("lockstep", "coordinator", "secret");
        targetDatabase = postgres().createDatabase("shop", "shop", "secret");
        postgres().allowRehearsals("shop");
    }

    private static final class Shared {
        private static final LockstepSystem SYSTEM = new LockstepSystem();
    }

    /** The system of this JVM, with one ready instance of each service. */
    static LockstepSystem shared() {
        LockstepSystem system = Shared.SYSTEM;
        system.startAll();
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
        return targetDatabase;
    }

    PostgresDatabase coordinatorDatabase() {
        return coordinatorDatabase;
    }

    /** An application whose paths {@code /enter}, {@code /leave} and {@code /smoke-test} are {@value #ENDPOINT}. */
    TestEndpoint application() {
        return application;
    }

    /** The directory of the backups of all workers. */
    Path backups() {
        return backups;
    }

    SystemTokens tokens() {
        return tokens;
    }

    /** The services that were started and not replaced. */
    List<ServiceProcess> processes() {
        return List.copyOf(services.values());
    }

    /** The database of target {@value #MONGO}. */
    String mongoUri() {
        return mongo().uri("shop");
    }

    CoordinatorApi api() {
        return apiOf(instance(LockstepService.COORDINATOR));
    }

    /** The variables with which {@code ./lockstep} calls the coordinator as an administrator. */
    Map<String, String> commandLineEnvironment() {
        return Map.of(
                "LOCKSTEP_URL",
                instance(LockstepService.COORDINATOR).url().toString(),
                "LOCKSTEP_TOKEN",
                tokens.admin());
    }

    /** The API of one of several coordinators. */
    CoordinatorApi apiOf(ServiceProcess coordinator) {
        return new CoordinatorApi(coordinator, tokens.admin());
    }

    ServiceProcess instance(LockstepService service) {
        return services.computeIfAbsent(service.label(), _ -> process(service, Map.of()));
    }

    /** Starts an instance of a service and waits until it is ready; replaces a stopped instance of the same name. */
    ServiceProcess start(LockstepService service, String name, Map<String, String> settings) {
        ServiceProcess process = process(service, settings);
        services.put(name, process);
        if (settings.isEmpty() && name.equals(service.label())) {
            modified.remove(name);
        } else {
            modified.add(name);
        }
        process.start();
        awaitReady(process);
        return process;
    }

    /** Stops the services that a test added or started with other settings, and resumes paused ones. */
    void stopModifiedServices() {
        services.values().stream().filter(ServiceProcess::isRunning).forEach(ServiceProcess::resume);
        services.forEach((name, process) -> {
            if (modified.contains(name)) {
                process.stop();
            }
        });
        services.keySet().removeAll(modified);
        modified.clear();
    }

    /** Waits until the log of the process contains the text. */
    void awaitLog(ServiceProcess process, String text) {
        Waits.await("%s logs \"%s\"".formatted(process.service().label(), text))
                .until(() -> process.log().contains(text));
    }

    /** Starts the only instance of a service again after a kill, with the default settings. */
    ServiceProcess restartKilled(LockstepService service) {
        return start(service, service.label(), Map.of());
    }

    /** Restarts the only instance of a service with these settings. */
    ServiceProcess restart(LockstepService service, Map<String, String> settings) {
        instance(service).stop();
        return start(service, service.label(), settings);
    }

    /** Starts the services that are not running and waits until all are ready and the coordinator knows the targets. */
    private void startAll() {
        for (LockstepService service : LockstepService.ofLockstep()) {
            instance(service).start();
        }
        for (LockstepService service : LockstepService.ofLockstep()) {
            awaitReady(instance(service));
        }
        Waits.await("the targets are registered").until(() -> api().targets().has(POSTGRES, MONGO, REDIS));
    }

    private void awaitReady(ServiceProcess process) {
        Waits.await("%s is ready".formatted(process.service().label()))
                .failFast(process.service().label() + " exited: " + process.log(), () -> !process.isRunning())
                .until(process::isReady);
    }

    // Each process has its own directory, so that its log contains no lines of other processes.
    private ServiceProcess process(LockstepService service, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settingsOf(service));
        environment.putAll(settings);
        return new ServiceProcess(new ServiceSpec(
                service,
                PROJECT,
                newDirectory(),
                FreePorts.next(),
                ServiceSpec.SMALL_HEAP,
                environment,
                ProcessLifetime.WITH_PARENT));
    }

    private Map<String, String> settingsOf(LockstepService service) {
        Map<String, String> settings = new HashMap<>(tokens.environment(service));
        settings.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka().bootstrapServers());
        settings.put("LOCKSTEP_BACKUPS_DIRECTORY", backups.toString());
        settings.putAll(
                switch (service) {
                    case COORDINATOR ->
                        Map.of(
                                "SPRING_DATASOURCE_URL", coordinatorDatabase.jdbcUrl(),
                                "SPRING_DATASOURCE_USERNAME", coordinatorDatabase.username(),
                                "SPRING_DATASOURCE_PASSWORD", coordinatorDatabase.password(),
                                "LOCKSTEP_LEASE", LEASE.toString(),
                                "LOCKSTEP_ENDPOINTS_SHOP_URL", application.url("/{action}"),
                                "LOCKSTEP_ENDPOINTS_SHOP_TIMEOUT", "2s");
                    case POSTGRES_WORKER ->
                        Map.of(
                                "LOCKSTEP_TARGETS_MAIN_POSTGRES_URL", targetDatabase.jdbcUrl(),
                                "LOCKSTEP_TARGETS_MAIN_POSTGRES_USERNAME", targetDatabase.username(),
                                "LOCKSTEP_TARGETS_MAIN_POSTGRES_PASSWORD", targetDatabase.password());
                    case MONGO_WORKER -> Map.of("LOCKSTEP_TARGETS_MAIN_MONGO_URL", mongoUri());
                    case REDIS_WORKER -> Map.of("LOCKSTEP_TARGETS_MAIN_REDIS_URL", redis().uri(0));
                    case APPLICATION ->
                        Map.of(
                                "SPRING_DATASOURCE_URL", targetDatabase.jdbcUrl(),
                                "SPRING_DATASOURCE_USERNAME", targetDatabase.username(),
                                "SPRING_DATASOURCE_PASSWORD", targetDatabase.password(),
                                "SPRING_MONGODB_URI", mongoUri(),
                                "SPRING_DATA_REDIS_URL", redis().uri(0));
                });
        return settings;
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("lockstep-service-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
