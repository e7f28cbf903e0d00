package dev.lockstep.redis.connection;

import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens sessions with one target; contacts it only when asked for one. */
public final class RedisConnections implements AutoCloseable {
    private static final String PATIENCE = "command-timeout";
    private static final String USUAL_PATIENCE = "PT5S";
    private static final int MOST_ATTEMPTS = 10;
    private final RedisClient client;
    private final RedisURI address;
    private final Duration patience;
    private @Nullable RedisSession shared;

    public RedisConnections(RedisClient client, TargetSettings settings) {
        this.client = client;
        this.address = address(settings);
        this.patience = Duration.parse(settings.options().getOrDefault(PATIENCE, USUAL_PATIENCE));
    }

    /** A session of one's own, to be closed. */
    public RedisSession open() {
        return new RedisSession(connect(), patience);
    }

    // A server that refuses and hangs up before the driver looks leaves the driver without the refusal: it has an
    // IllegalStateException about its own handler instead. To ask again is to be told.
    private StatefulRedisConnection<byte[], byte[]> connect() {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.connect(ByteArrayCodec.INSTANCE, address);
            } catch (RedisConnectionException e) {
                if (attempt == MOST_ATTEMPTS || !(e.getCause() instanceof IllegalStateException)) {
                    throw e;
                }
            }
        }
    }

    /** The session that short questions share; a new one once the last is lost. */
    public synchronized RedisSession shared() {
        if (shared == null || !shared.isOpen()) {
            shared = open();
        }
        return shared;
    }

    private static RedisURI address(TargetSettings settings) {
        RedisURI address = RedisURI.create(settings.url());
        String username = settings.username();
        String password = settings.password();
        if (password != null) {
            address.setCredentialsProvider(new StaticCredentialsProvider(username, password.toCharArray()));
        }
        address.setClientName("lockstep");
        return address;
    }

    @Override
    public synchronized void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
