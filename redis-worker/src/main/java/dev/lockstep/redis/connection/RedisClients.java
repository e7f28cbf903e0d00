package dev.lockstep.redis.connection;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Creates the driver's clients, which never reconnect by themselves. There is one client for each SSL bundle, because the
 * driver has one trust store per client.
 */
public final class RedisClients implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final String NO_BUNDLE = "";

    private final SslBundles bundles;
    private final Map<String, RedisClient> clients = new ConcurrentHashMap<>();

    public RedisClients(SslBundles bundles) {
        this.bundles = bundles;
    }

    /** The client with the trust store of the Java platform, and without a client certificate. */
    public RedisClient get() {
        return clients.computeIfAbsent(NO_BUNDLE, _ -> create(SslOptions.create()));
    }

    /**
     * The client with the trust store and the client certificate of a bundle. When the bundle changes, new connections use
     * its new content.
     *
     * @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is no bundle of this name
     */
    public RedisClient get(String bundle) {
        return clients.computeIfAbsent(bundle, name -> {
            RedisClient client = create(sslOptions(bundles.getBundle(name)));
            bundles.addBundleUpdateHandler(name, changed -> client.setOptions(options(sslOptions(changed))));
            return client;
        });
    }

    private RedisClient create(SslOptions ssl) {
        RedisClient client = RedisClient.create();
        client.setOptions(options(ssl));
        return client;
    }

    private static SslOptions sslOptions(SslBundle bundle) {
        SslOptions.Builder options = SslOptions.builder()
                .jdkSslProvider()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        if (bundle.getOptions().getCiphers() != null) {
            options.cipherSuites(bundle.getOptions().getCiphers());
        }
        if (bundle.getOptions().getEnabledProtocols() != null) {
            options.protocols(bundle.getOptions().getEnabledProtocols());
        }
        return options.build();
    }

    private static ClientOptions options(SslOptions ssl) {
        return ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build())
                .sslOptions(ssl)
                // Sessions have their own timeout. A timer of the driver for each pipelined command would cost
                // more than the command.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build();
    }

    @Override
    public void close() {
        clients.values().forEach(RedisClient::shutdown);
    }
}
