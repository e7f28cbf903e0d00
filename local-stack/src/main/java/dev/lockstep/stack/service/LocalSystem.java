package dev.lockstep.stack.service;

import dev.lockstep.stack.LocalStack;
import dev.lockstep.stack.PostgresDatabase;
import dev.lockstep.stack.PostgresServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The four servers and the four services on one machine, with the databases of the demo. */
public final class LocalSystem {

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private final SystemSpec spec;
    private final LocalStack servers;
    private final Map<LockstepService, ServiceProcess> services;

    private LocalSystem(SystemSpec spec, LocalStack servers, Map<LockstepService, ServiceProcess> services) {
        this.spec = spec;
        this.servers = servers;
        this.services = services;
    }

    /** Starts what is not running yet and returns when all is ready; what was started here is ended if it cannot be. */
    public static LocalSystem start(SystemSpec spec) {
        StartConditions.demand(spec);
        boolean serversRan = LocalStack.attach(spec.directory()).isPresent();
        LocalStack servers = LocalStack.start(spec.directory(), spec.ports().servers(), spec.lifetime());
        SystemDatabases databases = SystemDatabases.createIn(servers);
        Map<LockstepService, ServiceProcess> services = new EnumMap<>(LockstepService.class);
        for (LockstepService service : LockstepService.values()) {
            services.put(service, process(spec, service, databases.environment(service)));
        }
        LocalSystem system = new LocalSystem(spec, servers, services);
        system.startServices(serversRan ? () -> {} : servers::stop);
        SystemAddresses.write(spec.addresses(), system);
        return system;
    }

    private static ServiceProcess process(SystemSpec spec, LockstepService service, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.putAll(spec.environment());
        return new ServiceProcess(new ServiceSpec(
                service,
                spec.project(),
                spec.home(service),
                spec.ports().of(service),
                ServiceSpec.SMALL_HEAP,
                environment,
                spec.lifetime()));
    }

    private void startServices(Runnable stopServers) {
        List<ServiceProcess> missing =
                services().stream().filter(service -> !service.isRunning()).toList();
        try {
            missing.forEach(ServiceProcess::start);
            inParallel(services(), service -> service.awaitReady(READY_LIMIT));
        } catch (RuntimeException e) {
            stopAfter(e, missing, stopServers);
            throw e;
        }
    }

    private static void stopAfter(RuntimeException failure, List<ServiceProcess> started, Runnable stopServers) {
        try {
            inParallel(started, ServiceProcess::stop);
            stopServers.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void inParallel(List<ServiceProcess> all, Consumer<ServiceProcess> what) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> running = all.stream()
                    .map(service -> CompletableFuture.runAsync(() -> what.accept(service), threads))
                    .toList();
            running.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    public LocalStack servers() {
        return servers;
    }

    public ServiceProcess service(LockstepService service) {
        ServiceProcess process = services.get(service);
        if (process == null) {
            throw new IllegalStateException("no process for " + service.label());
        }
        return process;
    }

    public List<ServiceProcess> services() {
        return Arrays.stream(LockstepService.values()).map(this::service).toList();
    }

    /** The database that the target {@code main-postgres} stands for. */
    public PostgresDatabase mainPostgres() {
        return SystemDatabases.mainPostgres(servers);
    }

    /** The database that the target {@code main-mongo} stands for. */
    public String mainMongoUri() {
        return SystemDatabases.mainMongoUri(servers);
    }

    /** The logical database that the target {@code main-redis} stands for. */
    public String mainRedisUri() {
        return SystemDatabases.mainRedisUri(servers);
    }

    /** The coordinator's own database. */
    public PostgresDatabase coordinatorDatabase() {
        return SystemDatabases.coordinator(servers);
    }

    /** The server in which both of them are. */
    public PostgresServer postgres() {
        return servers.postgres();
    }

    SystemSpec spec() {
        return spec;
    }

    /** Ends the services, then the servers; data stay. */
    public void stop() {
        inParallel(services(), ServiceProcess::stop);
        servers.stop();
    }
}
