package dev.lockstep.redis.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetOptions;
import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.ssl.SslBundles;

/**
 * Connects targets whose URL starts with {@code redis:} or {@code rediss:}. The connections of targets with the same
 * SSL bundle share one client and its threads. With {@code rediss:} the server must have a certificate for its host
 * name by an issuer of the trust store.
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
    private static final String TLS = "rediss://";
    private static final int MAX_NAME_LENGTH = 100;
    private final RedisClients clients;

    /**
     * @param bundles the trust stores and client certificates that the option {@code ssl-bundle} names
     */
    public RedisTargetConnector(SslBundles bundles) {
        this.clients = new RedisClients(bundles);
    }

    @Override
    public TargetKind kind() {
        return TargetKind.REDIS;
    }

    @Override
    public boolean accepts(TargetSettings settings) {
        return settings.url().startsWith("redis://") || settings.url().startsWith(TLS);
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
        String bundle = options.text("ssl-bundle", "", MAX_NAME_LENGTH);
        Masking masking = Masking.of(List.of(), options.maskedKeys());
        options.refuseUnknown();
        return new RedisTarget(
                new RedisConnections(client(settings, bundle), settings, timeout, confirmReplicas),
                limits,
                settings.credentials(),
                masking);
    }

    private RedisClient client(TargetSettings settings, String bundle) {
        if (bundle.isEmpty()) {
            return clients.get();
        }
        if (!settings.url().startsWith(TLS)) {
            throw new IllegalArgumentException(
                    "%s has the option ssl-bundle and a url without TLS; expected a url that starts with %s"
                            .formatted(settings, TLS));
        }
        return clients.get(bundle);
    }

    @Override
    public void close() {
        clients.close();
    }
}
