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

/** Opens sessions on one target. */
public final class RedisConnections implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 10;
    private final RedisClient client;
    private final RedisURI address;
    private final Duration timeout;
    private final int confirmReplicas;
    private @Nullable RedisSession shared;

    /**
     * Creates the connections without contacting the server.
     *
     * @param timeout how long a session waits for one reply
     * @param confirmReplicas the number of replicas that must have received writes before they are confirmed
     */
    public RedisConnections(RedisClient client, TargetSettings settings, Duration timeout, int confirmReplicas) {
        this.client = client;
        this.address = address(settings);
        this.timeout = timeout;
        this.confirmReplicas = confirmReplicas;
    }

    /** Opens a session, which the caller closes. */
    public RedisSession open() {
        return new RedisSession(connect(), timeout, confirmReplicas);
    }

    // If the server refuses a connection and closes it before the driver has read the refusal, the driver's exception
    // does not contain the refusal: its cause is an IllegalStateException of the driver's own handler. Then another
    // attempt is made, to get the refusal.
    private StatefulRedisConnection<byte[], byte[]> connect() {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.connect(ByteArrayCodec.INSTANCE, address);
            } catch (RedisConnectionException e) {
                if (attempt == MAX_ATTEMPTS || !(e.getCause() instanceof IllegalStateException)) {
                    throw e;
                }
            }
        }
    }

    /** Returns the session for short commands, which all threads share. Opens a new one if the connection is lost. */
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
