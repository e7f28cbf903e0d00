package dev.lockstep.redis.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisClient;

/** Connects targets whose URL is {@code redis:} or {@code rediss:}; all share one driver and its threads. */
public final class RedisConnector implements TargetConnector, AutoCloseable {
    private static final String BATCH_SIZE = "batch-size";
    private static final String USUAL_BATCH_SIZE = "500";
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
        return new RedisTarget(new RedisConnections(client, settings), batchSize(settings));
    }

    private static int batchSize(TargetSettings settings) {
        int size = Integer.parseInt(settings.options().getOrDefault(BATCH_SIZE, USUAL_BATCH_SIZE));
        if (size < 1) {
            throw new IllegalArgumentException("%s of %s is %d, less than 1".formatted(BATCH_SIZE, settings, size));
        }
        return size;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
