package dev.lockstep.redis.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.redis.connection.RedisAddress;
import dev.lockstep.redis.connection.RedisClients;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.rehearsal.RedisScratchServers;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.ssl.SslBundles;

/**
 * Connects targets whose URL starts with {@code redis:} or {@code rediss:}. The connections of targets with the same
 * SSL bundle share one client and its threads. With {@code rediss:} the server must have a certificate for its host
 * name by an issuer of the trust store.
 */
public final class RedisTargetConnector implements TargetConnector, AutoCloseable {
    private static final String TLS = "rediss://";
    private final RedisClients clients;
    private final Map<RedisAddress, TargetName> targets = new ConcurrentHashMap<>();

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
        targets.put(RedisAddress.of(settings), settings.name());
        return connectTo(settings);
    }

    private ConnectedTarget connectTo(TargetSettings settings) {
        RedisTargetOptions options = RedisTargetOptions.of(settings);
        return new RedisTarget(
                connections(settings, options),
                settings,
                options,
                new RedisScratchServers(settings, new ScratchConnector()));
    }

    private RedisConnections connections(TargetSettings settings, RedisTargetOptions options) {
        return new RedisConnections(
                client(settings, options.sslBundle()), settings, options.commandTimeout(), options.confirmReplicas());
    }

    /** Connects copies, which are no targets of the worker. */
    private final class ScratchConnector implements RedisScratchServers.Connector {
        @Override
        public RedisConnections open(TargetSettings copy) {
            return connections(copy, RedisTargetOptions.of(copy));
        }

        @Override
        public ConnectedTarget connect(TargetSettings copy) {
            return connectTo(copy);
        }

        @Override
        public Map<RedisAddress, TargetName> targets() {
            return targets;
        }
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
