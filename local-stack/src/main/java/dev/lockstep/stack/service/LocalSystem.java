package dev.lockstep.stack.service;

import dev.lockstep.stack.local.LocalStack;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.postgres.PostgresServer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The servers and services of one machine, with the databases of the demo. */
public final class LocalSystem {
    private static final String BACKUPS = "LOCKSTEP_BACKUPS_DIRECTORY";
    private static final String BUCKET = "LOCKSTEP_BACKUPS_S3_BUCKET";

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private final SystemSpec spec;
    private final LocalStack servers;
    private final SystemTokens tokens;
    private final Map<LockstepService, ServiceProcess> services;

    private LocalSystem(
            SystemSpec spec, LocalStack servers, SystemTokens tokens, Map<LockstepService, ServiceProcess> services) {
        this.spec = spec;
        this.servers = servers;
        this.tokens = tokens;
        this.services = services;
    }

    /** Starts a system as {@link #start(SystemSpec, Consumer)} does, without notices. */
    public static LocalSystem start(SystemSpec spec) {
        return start(spec, notice -> {});
    }

    /**
     * Starts the servers and services that are not running, restarts those that were started with other settings or do
     * not answer, and returns when all services are ready. If this fails, it stops those that it started.
     *
     * @param notices receives a sentence for each server and service that is restarted or had ended. It names settings
     *     but does not contain their values
     */
    public static LocalSystem start(SystemSpec spec, Consumer<String> notices) {
        StartPreconditions.check(spec);
        boolean serversWereRunning = LocalStack.find(spec.directory()).isPresent();
        LocalStack servers = LocalStack.start(spec.directory(), spec.ports().servers(), spec.lifetime(), notices);
        SystemDatabases databases = SystemDatabases.createIn(servers);
        Map<String, String> overrides = overrides(spec, System.getenv());
        SystemTokens tokens =
                SystemTokens.createIn(spec.directory(), Instant.now()).overriddenBy(overrides);
        Map<LockstepService, ServiceProcess> services = new EnumMap<>(LockstepService.class);
        for (LockstepService service : spec.services()) {
            Map<String, String> environment = new HashMap<>(databases.environment(service));
            environment.putAll(tokens.environment(service));
            environment.putAll(endpoints(spec, service, tokens));
            environment.putAll(backups(spec, service));
            environment.putAll(overrides);
            services.put(service, newProcess(spec, service, environment));
        }
        LocalSystem system = new LocalSystem(spec, servers, tokens, services);
        inParallel(system.services(), service -> stopIfNotAsWanted(service, notices));
        system.startServices(serversWereRunning ? () -> {} : servers::stop);
        SystemAddresses.write(spec.addresses(), system);
        return system;
    }

    private static Map<String, String> endpoints(SystemSpec spec, LockstepService service, SystemTokens tokens) {
        return service == LockstepService.COORDINATOR
                ? ApplicationEndpoints.of(spec, tokens).environment(System.getenv())
                : Map.of();
    }

    /** The directory of the backups is within that of the data, unless the user has set another one. */
    private static Map<String, String> backups(SystemSpec spec, LockstepService service) {
        String directory = spec.directory().root().resolve("backups").toString();
        return switch (service) {
            case POSTGRES_WORKER, MONGO_WORKER, REDIS_WORKER ->
                System.getenv().containsKey(BUCKET)
                        ? Map.of()
                        : Map.of(BACKUPS, System.getenv().getOrDefault(BACKUPS, directory));
            case COORDINATOR, APPLICATION -> Map.of();
        };
    }

    // A service inherits the environment of this process, except for the variables that are generated.

    private static Map<String, String> overrides(SystemSpec spec, Map<String, String> inherited) {
        Map<String, String> overrides = new HashMap<>(SystemTokens.variables(inherited));
        overrides.putAll(spec.environment());
        return overrides;
    }

    private static ServiceProcess newProcess(
            SystemSpec spec, LockstepService service, Map<String, String> environment) {
        return new ServiceProcess(new ServiceSpec(
                service,
                spec.project(),
                spec.directoryOf(service),
                spec.ports().of(service),
                ServiceSpec.SMALL_HEAP,
                environment,
                spec.lifetime()));
    }

    private static void stopIfNotAsWanted(ServiceProcess service, Consumer<String> notices) {
        service.startReason().ifPresent(reason -> {
            notices.accept("%s: starting it again, because %s"
                    .formatted(service.service().label(), reason));
            service.stop();
        });
    }

    private void startServices(Runnable stopServers) {
        List<ServiceProcess> toStart =
                services().stream().filter(service -> !service.isRunning()).toList();
        try {
            toStart.forEach(ServiceProcess::start);
            inParallel(services(), service -> service.awaitReady(READY_LIMIT));
        } catch (RuntimeException e) {
            stopAfterFailure(e, toStart, stopServers);
            throw e;
        }
    }

    private static void stopAfterFailure(RuntimeException failure, List<ServiceProcess> started, Runnable stopServers) {
        try {
            inParallel(started, ServiceProcess::stop);
            stopServers.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void inParallel(List<ServiceProcess> processes, Consumer<ServiceProcess> action) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> running = processes.stream()
                    .map(process -> CompletableFuture.runAsync(() -> action.accept(process), threads))
                    .toList();
            running.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    public LocalStack servers() {
        return servers;
    }

    /** The tokens that the services accept, unless the environment sets the hash of another first token. */
    public SystemTokens tokens() {
        return tokens;
    }

    public ServiceProcess service(LockstepService service) {
        ServiceProcess process = services.get(service);
        if (process == null) {
            throw new IllegalStateException("no process for " + service.label());
        }
        return process;
    }

    public List<ServiceProcess> services() {
        return List.copyOf(services.values());
    }

    /** The database of target {@code main-postgres}. */
    public PostgresDatabase mainPostgres() {
        return SystemDatabases.mainPostgres(servers);
    }

    /** The connection string of target {@code main-mongo}. */
    public String mainMongoUri() {
        return SystemDatabases.mainMongoUri(servers);
    }

    /** The URI of target {@code main-redis}. */
    public String mainRedisUri() {
        return SystemDatabases.mainRedisUri(servers);
    }

    /** The database of the coordinator. */
    public PostgresDatabase coordinatorDatabase() {
        return SystemDatabases.coordinator(servers);
    }

    /** The server of the coordinator's database and of target {@code main-postgres}. */
    public PostgresServer postgres() {
        return servers.postgres();
    }

    SystemSpec spec() {
        return spec;
    }

    /** Stops the services, then the servers. Their data is kept. */
    public void stop() {
        inParallel(services(), ServiceProcess::stop);
        servers.stop();
    }
}
