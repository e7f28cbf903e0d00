package dev.lockstep.redis.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisClient;
import java.time.Duration;

/**
 * Connects targets whose URL starts with {@code redis:} or {@code rediss:}. All connections share one client and its
 * threads.
 */
public final class RedisTargetConnector implements TargetConnector, AutoCloseable {
    private static final int DEFAULT_BATCH_SIZE = 500;
    private static final int MAX_BATCH_SIZE = 10_000;
    private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MIN_COMMAND_TIMEOUT = Duration.ofMillis(100);
    private final RedisClient client = RedisClients.create();

    @Override
    public TargetKind kind() {
        return TargetKind.REDIS;
    }

    @Override
    public boolean accepts(TargetSettings settings) {
        return settings.url().startsWith("redis://") || settings.url().startsWith("rediss://");
    }

    @Override
    public ConnectedTarget connect(TargetSettings settings) {
        TargetOptions options = TargetOptions.of(settings);
        int batchSize = options.number("batch-size", DEFAULT_BATCH_SIZE, 1, MAX_BATCH_SIZE);
        Duration timeout = options.duration("command-timeout", DEFAULT_COMMAND_TIMEOUT, MIN_COMMAND_TIMEOUT);
        options.refuseUnknown();
        return new RedisTarget(new RedisConnections(client, settings, timeout), batchSize);
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
