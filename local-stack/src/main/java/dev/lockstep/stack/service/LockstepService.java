package dev.lockstep.stack.service;

import java.nio.file.Files;
import java.nio.file.Path;

/** The four services, by the module that builds each. */
public enum LockstepService {
    COORDINATOR("coordinator-service", "coordinator", 8080),
    POSTGRES_WORKER("postgres-worker", "postgres-worker", 8081),
    MONGO_WORKER("mongo-worker", "mongo-worker", 8082),
    REDIS_WORKER("redis-worker", "redis-worker", 8083);

    private final String module;
    private final String label;
    private final int defaultPort;

    LockstepService(String module, String label, int defaultPort) {
        this.module = module;
        this.label = label;
        this.defaultPort = defaultPort;
    }

    /** What people and pid files call it. */
    public String label() {
        return label;
    }

    public int defaultPort() {
        return defaultPort;
    }

    /** What the build left behind: the module's thin jar, which names its libraries beside it. */
    Path jar(Path project) {
        Path jar = project.resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("%s is not built: there is no %s".formatted(label, jar));
        }
        return jar;
    }
}
