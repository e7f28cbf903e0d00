package dev.lockstep.stack.service;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The four services of Lockstep, and the sample application, with their modules and default ports. */
public enum LockstepService {
    COORDINATOR("coordinator", "coordinator-service", 8080),
    POSTGRES_WORKER("postgres-worker", "postgres-worker", 8081),
    MONGO_WORKER("mongo-worker", "mongo-worker", 8082),
    REDIS_WORKER("redis-worker", "redis-worker", 8083),
    /** Uses the databases that the workers change. */
    APPLICATION("application", "examples/sample-application", 8084);

    private final String label;
    private final String module;
    private final int defaultPort;

    LockstepService(String label, String module, int defaultPort) {
        this.label = label;
        this.module = module;
        this.defaultPort = defaultPort;
    }

    /** The four services of Lockstep, without the sample application. */
    public static Set<LockstepService> ofLockstep() {
        return EnumSet.complementOf(EnumSet.of(APPLICATION));
    }

    /** All services. */
    public static Set<LockstepService> all() {
        return EnumSet.allOf(LockstepService.class);
    }

    /** The name in property names, options and directories. */
    public String label() {
        return label;
    }

    public int defaultPort() {
        return defaultPort;
    }

    /** The path that answers 200 when the service is ready. */
    String readinessPath() {
        return switch (this) {
            case COORDINATOR, POSTGRES_WORKER, MONGO_WORKER, REDIS_WORKER -> "/actuator/health/readiness";
            case APPLICATION -> "/health";
        };
    }

    /** The jar that the build writes. Its libraries are in {@code lib} next to it. */
    public Path jar(Path project) {
        return buildOutput(project, ".jar");
    }

    /** The libraries of the jar. */
    public Path libraries(Path project) {
        return project.resolve(module).resolve("target").resolve("lib");
    }

    /** The AOT cache that the build writes for a faster start. A build with {@code -Dexec.skip} has none. */
    public Path startUpCache(Path project) {
        return buildOutput(project, ".aot");
    }

    private Path buildOutput(Path project, String suffix) {
        Path folder = project.resolve(module);
        return folder.resolve("target").resolve(folder.getFileName() + suffix);
    }

    public static Optional<LockstepService> byLabel(String label) {
        return Arrays.stream(values())
                .filter(service -> service.label.equals(label))
                .findFirst();
    }
}
