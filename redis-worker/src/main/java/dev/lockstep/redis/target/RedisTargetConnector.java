package dev.lockstep.redis.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.unit.UnitLimits;
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
    private static final int DEFAULT_MAX_MEMBERS = 100_000;
    private static final int MAX_MAX_MEMBERS = 100_000_000;
    private static final int DEFAULT_MAX_VALUE_BYTES = 8_000_000;
    private static final int MIN_MAX_VALUE_BYTES = 1_000;
    private static final int MAX_MAX_VALUE_BYTES = 256_000_000;
    private static final int MAX_CONFIRM_REPLICAS = 100;
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
        UnitLimits limits = new UnitLimits(
                options.number("batch-size", DEFAULT_BATCH_SIZE, 1, MAX_BATCH_SIZE),
                options.number("max-members", DEFAULT_MAX_MEMBERS, 1, MAX_MAX_MEMBERS),
                options.number("max-value-bytes", DEFAULT_MAX_VALUE_BYTES, MIN_MAX_VALUE_BYTES, MAX_MAX_VALUE_BYTES));
        Duration timeout = options.duration("command-timeout", DEFAULT_COMMAND_TIMEOUT, MIN_COMMAND_TIMEOUT);
        int confirmReplicas = options.number("confirm-replicas", 0, 0, MAX_CONFIRM_REPLICAS);
        options.refuseUnknown();
        return new RedisTarget(new RedisConnections(client, settings, timeout, confirmReplicas), limits);
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
