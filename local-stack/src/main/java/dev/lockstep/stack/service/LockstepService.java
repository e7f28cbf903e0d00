package dev.lockstep.stack.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The four services, by the module that builds each. */
public enum LockstepService {
    COORDINATOR("coordinator-service", "coordinator", "dev.lockstep.coordinator.CoordinatorApplication", 8080),
    POSTGRES_WORKER("postgres-worker", "postgres-worker", "dev.lockstep.postgres.PostgresWorkerApplication", 8081),
    MONGO_WORKER("mongo-worker", "mongo-worker", "dev.lockstep.mongo.MongoWorkerApplication", 8082),
    REDIS_WORKER("redis-worker", "redis-worker", "dev.lockstep.redis.RedisWorkerApplication", 8083);

    private final String module;
    private final String label;
    private final String mainClass;
    private final int defaultPort;

    LockstepService(String module, String label, String mainClass, int defaultPort) {
        this.module = module;
        this.label = label;
        this.mainClass = mainClass;
        this.defaultPort = defaultPort;
    }

    /** What people and pid files call it. */
    public String label() {
        return label;
    }

    public int defaultPort() {
        return defaultPort;
    }

    String mainClass() {
        return mainClass;
    }

    /** The class path that the build left behind: the module's jar before its libraries. */
    String classPath(Path project) {
        Path target = project.resolve(module).resolve("target");
        return jarOf(target) + ":" + target.resolve("lib").resolve("*");
    }

    private Path jarOf(Path target) {
        if (!Files.isDirectory(target)) {
            throw notBuilt(target);
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(this::isOwnJar).findFirst().orElseThrow(() -> notBuilt(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOwnJar(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(module + "-") && name.endsWith(".jar") && !name.endsWith("-tests.jar");
    }

    private IllegalStateException notBuilt(Path target) {
        return new IllegalStateException("%s is not built: %s has no jar of it".formatted(label, target));
    }
}
