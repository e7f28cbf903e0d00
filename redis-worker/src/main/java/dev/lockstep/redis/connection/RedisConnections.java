package dev.lockstep.redis.connection;

import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens sessions with one target; contacts it only when asked for one. */
public final class RedisConnections implements AutoCloseable {
    private static final String PATIENCE = "command-timeout";
    private static final String USUAL_PATIENCE = "PT5S";
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
        return new RedisSession(client.connect(ByteArrayCodec.INSTANCE, address), patience);
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
