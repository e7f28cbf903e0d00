package dev.lockstep.stack.redis;

import java.net.URI;
import redis.clients.jedis.Jedis;

/** Opens connections with Jedis. The workers use Lettuce, so tests and digests do not depend on the workers' driver. */
public final class JedisConnections {

    private static final int CONNECT_LIMIT_MILLIS = 2_000;
    private static final int READ_LIMIT_MILLIS = 30_000;

    private JedisConnections() {}

    /** Opens {@code redis://[:password@]host:port[/database]}. */
    public static Jedis open(URI uri) {
        return new Jedis(uri, CONNECT_LIMIT_MILLIS, READ_LIMIT_MILLIS);
    }
}
